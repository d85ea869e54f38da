"""The expression language: ``{{ … }}`` in data, manifests and Word templates."""

"""The five packs spoiled at random: refused in words, or sound Word files; ``make soak`` does ten thousand."""

from benchmarks.mutations import mutants, spoiled


def test_spoiled_packs_are_refused_or_make_sound_files() -> None:
    *wrong, said = spoiled(100, 7)
    assert wrong == []
    assert "'refused'" in said
    assert "'made'" in said


def test_the_same_seed_spoils_the_same_way() -> None:
    assert list(mutants(10, 1)) == list(mutants(10, 1)) != list(mutants(10, 2))

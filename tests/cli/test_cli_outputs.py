"""Names of outputs that are one file on some machine."""

from pathlib import Path

from perfgen.cli.outputs import clashes


def test_names_are_compared_as_windows_and_macos_do() -> None:
    """Capitals and composed accents make no other file."""
    found = clashes(
        [
            (1, "a.toml", Path("outputs/ABC.docx")),
            (2, "b.toml", Path("outputs/abc.docx")),
            (3, "c.toml", Path("outputs/é.docx")),
            (4, "d.toml", Path("outputs/e\u0301.docx")),
            (5, "e.toml", Path("outputs/f.docx")),
        ]
    )
    assert sorted(found) == [1, 2, 3, 4]
    assert found[1].message == "“a.toml”“b.toml”要生成同名的文件 ABC.docx"
    assert found[1] is found[2]


def test_one_data_file_that_makes_two_of_a_name() -> None:
    """Named once."""
    found = clashes([(1, "a.toml", Path("x.docx")), (1, "a.toml", Path("x.docx"))])
    assert found[1].message == "“a.toml”要生成同名的文件 x.docx"

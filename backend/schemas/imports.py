"""What imports tell of what they left out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A row or file that was left out, and why. `row` as a spreadsheet counts; None: the file."""

    file: str
    row: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.file} row {self.row}: {self.message}" if self.row else (
            f"{self.file}: {self.message}"
        )  # fmt: skip

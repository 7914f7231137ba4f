"""Questions that the sample archive answers, with the headline that each leads to, for its empty page."""

SAMPLE_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("Was kostete die Hafenbrücke am Ende?", "Hafenbrücke eröffnet: Norderhaven atmet auf"),
    ("Wie viele Gäste kamen im Juli 2021 zum Hafenfest?", "Hafenfest unter Auflagen: nur 32.000 Gäste"),
    ("Hat Bürgermeisterin Petersen Geschenke angenommen?", "Petersen bestreitet Geschenke der Baufirma"),
    ("Where was the stolen violin found?", "STOLEN VIOLIN OF 1741 FOUND IN KESTRELMOUTH LOCKER"),
)

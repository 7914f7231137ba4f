"""German for what the program itself only says in English: reasons of the ledger, and errors."""

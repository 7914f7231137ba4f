"""Whether a sentence is borne out by what it cites, by rules that say why."""

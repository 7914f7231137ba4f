"""What the page's server offers beside the page: addresses to link to, and interfaces for machines."""

"""What papers are: kinds, fields, wording, layout. Pure; no table is opened here."""

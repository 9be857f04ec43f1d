"""The edges of Iqtibas: Telegram, the command line, settings. Thin, async where they wait."""

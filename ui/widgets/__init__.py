"""The building blocks of pages; each follows the theme and says its name to a screen reader."""

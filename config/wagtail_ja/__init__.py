"""Japanese for what Wagtail's own catalogue leaves in English (law.md W01). It stands behind our apps and before Wagtail's."""

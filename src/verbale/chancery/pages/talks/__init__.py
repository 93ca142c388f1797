"""What the pages of talks show: values that are filled from the state of play, and printed by the templates."""

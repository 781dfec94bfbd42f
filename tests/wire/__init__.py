"""What taking updates and stopping promise."""

"""One public function = one thing a person does. Each changes facts in one transaction and returns its `Change`."""

"""Ten questions that an accountant may ask of the warehouse, each as SQL that answers nothing."""

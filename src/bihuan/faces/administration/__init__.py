"""管理: what each of the three administrators sees, and nothing of business."""

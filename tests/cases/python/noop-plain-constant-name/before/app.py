from pkg.new import MAX_ROWS

QUERY = f"SELECT 1 LIMIT {MAX_ROWS}"


class Row:
    LIMIT = 3

    def clip(self, rows):
        return rows[: self.LIMIT]

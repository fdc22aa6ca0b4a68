package io.croupier.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as one array per column, for a statement over {@code unnest}: prepared once for batches of every size. */
final class ColumnArrays {
    private final List<String> types;
    private final List<List<@Nullable Object>> columns = new ArrayList<>();

    /** @param types PostgreSQL's names of the columns' types, in the statement's order */
    ColumnArrays(String... types) {
        this.types = List.of(types);
        this.types.forEach(type -> columns.add(new ArrayList<>()));
    }

    void add(@Nullable Object... row) {
        for (int i = 0; i < row.length; i++) {
            columns.get(i).add(row[i]);
        }
    }

    boolean isEmpty() {
        return columns.get(0).isEmpty();
    }

    /** Runs the statement, whose only parameters are the arrays; not at all where there is no row. */
    void execute(Connection connection, String sql) throws SQLException {
        if (isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < types.size(); i++) {
                statement.setArray(i + 1, connection.createArrayOf(types.get(i), typed(i)));
            }
            statement.executeUpdate();
        }
    }

    /** The driver writes arrays of these classes in PostgreSQL's binary form, and others text by text. */
    private @Nullable Object[] typed(int column) {
        List<@Nullable Object> values = columns.get(column);
        return switch (types.get(column)) {
            case "int8" -> values.toArray(new Long[0]);
            case "int4" -> values.toArray(new Integer[0]);
            case "bytea" -> values.toArray(new byte[0][]);
            default -> values.toArray(new String[0]);
        };
    }
}

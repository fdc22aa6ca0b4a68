package io.croupier.simulations.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A PostgreSQL of 127.0.0.1 and how to log in.
 *
 * @param port where it listens, or a proxy before it
 */
public record SqlAddress(int port, String database, String user, String password) {
    /** Without settings of the driver. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The same database behind another port. */
    public SqlAddress behind(int otherPort) {
        return new SqlAddress(otherPort, database, user, password);
    }

    /** A connection of one's own: 5 s at most for the login, 30 s for a statement. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl() + "?connectTimeout=5&loginTimeout=5&socketTimeout=30", user, password);
    }

    @Override
    public String toString() {
        return "SqlAddress[" + jdbcUrl() + ", user=" + user + "]";
    }
}

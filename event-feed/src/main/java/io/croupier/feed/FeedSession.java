package io.croupier.feed;

import akka.japi.function.Function;
import akka.projection.jdbc.JdbcSession;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** One transaction of the feed: effects and cursor together. */
final class FeedSession implements JdbcSession {
    private final Connection connection;

    private FeedSession(Connection connection) {
        this.connection = connection;
    }

    static FeedSession begin(DataSource dataSource) {
        try {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            return new FeedSession(connection);
        } catch (SQLException failure) {
            throw new IllegalStateException("the feed gets no connection: " + failure.getMessage(), failure);
        }
    }

    @Override
    public <R> R withConnection(Function<Connection, R> work) throws Exception {
        return work.apply(connection);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

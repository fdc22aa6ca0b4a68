package io.croupier.http.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;

/** Runs SQL on threads that may block, with a connection of a small pool: never on an actor's dispatcher. */
public final class Blocking {
    private final DataSource dataSource;
    private final Executor executor;

    /** Work with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** @param executor of threads of its own, with a bounded queue */
    public Blocking(DataSource dataSource, Executor executor) {
        this.dataSource = dataSource;
        this.executor = executor;
    }

    /** Does the work in one transaction; fails with a {@link StoreException}. */
    public <T> CompletionStage<T> submit(Work<T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> run(work), executor);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(
                    new StoreException("too many statements wait for a connection", full));
        }
    }

    /** The same on the caller's thread, which must be allowed to block. */
    public <T> T run(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("the database did not answer: " + e.getMessage(), e);
        }
    }
}

package io.croupier.feed;

import akka.projection.HandlerRecoveryStrategy;
import akka.projection.ProjectionId;
import akka.projection.StatusObserver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in the database why the feed does not go on; the next batch that succeeds takes the note away. */
final class FaultNotes extends StatusObserver<Page.Decoded> {
    private static final Logger LOG = LoggerFactory.getLogger(FaultNotes.class);

    private final DataSource dataSource;
    private final Executor blocking;

    FaultNotes(DataSource dataSource, Executor blocking) {
        this.dataSource = dataSource;
        this.blocking = blocking;
    }

    @Override
    public void started(ProjectionId id) {}

    @Override
    public void failed(ProjectionId id, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof JournalFault)) {
            root = root.getCause();
        }
        String fault = String.valueOf(root.getMessage());
        if (root instanceof JournalFault) {
            LOG.error("the event feed stands still: {}", fault);
        }
        blocking.execute(() -> {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                CursorRow.fault(connection, fault);
            } catch (SQLException unreachable) {
                LOG.debug("the feed's fault can't be noted", unreachable);
            }
        });
    }

    @Override
    public void stopped(ProjectionId id) {}

    @Override
    public void beforeProcess(ProjectionId id, Page.Decoded page) {}

    @Override
    public void afterProcess(ProjectionId id, Page.Decoded page) {}

    @Override
    public void offsetProgress(ProjectionId id, Page.Decoded page) {}

    @Override
    public void error(ProjectionId id, Page.Decoded page, Throwable cause, HandlerRecoveryStrategy recovery) {}
}

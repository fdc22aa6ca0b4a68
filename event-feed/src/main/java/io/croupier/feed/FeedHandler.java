package io.croupier.feed;

import akka.projection.jdbc.javadsl.JdbcHandler;

/** Projects each page in the transaction in which Akka Projection keeps its offset. */
final class FeedHandler extends JdbcHandler<Page.Decoded, FeedSession> {
    private final Projector projector;

    FeedHandler(Projector projector) {
        this.projector = projector;
    }

    @Override
    public void process(FeedSession session, Page.Decoded page) throws Exception {
        session.withConnection(connection -> {
            projector.project(connection, page);
            return page;
        });
    }
}

package io.croupier.feed;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.pattern.Patterns;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The journal's pages, one after the other, for Akka Projection. While one is projected the next ones are read and decoded.
 * Where to begin says the feed's own row, not Akka's: only that one is moved by comparison and knows of restores.
 */
final class FeedSource extends SourceProvider<String, Page.Decoded> {
    private final ActorSystem<?> system;
    private final DataSource dataSource;
    private final Executor blocking;
    private final FeedSettings settings;
    private final CursorRow row;
    private final JournalTail tail;

    /** @param blocking threads that may block */
    FeedSource(ActorSystem<?> system, DataSource dataSource, Executor blocking, FeedSettings settings, CursorRow row) {
        this.system = system;
        this.dataSource = dataSource;
        this.blocking = blocking;
        this.settings = settings;
        this.row = row;
        this.tail = new JournalTail(settings.batchSize());
    }

    @Override
    public CompletionStage<Source<Page.Decoded, NotUsed>> source(Supplier<CompletionStage<Optional<String>>> offset) {
        return CompletableFuture.supplyAsync(this::claim, blocking).thenApply(claimed -> {
            Reading reading = new Reading(claimed.asOf());
            return Source.unfoldAsync(claimed.cursor(), reading::next).mapAsync(settings.readAhead(), this::decode);
        });
    }

    @Override
    public String extractOffset(Page.Decoded page) {
        return page.page().to().text();
    }

    @Override
    public long extractCreationTime(Page.Decoded page) {
        return page.page().horizon().at().toEpochMilli();
    }

    private CursorRow.Claimed claim() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                CursorRow.Claimed claimed = row.claim(connection);
                connection.commit();
                return claimed;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        } catch (SQLException failure) {
            throw new CompletionException(failure);
        }
    }

    private CompletionStage<Page.Decoded> decode(Page.Decoded read) {
        return CompletableFuture.supplyAsync(
                () -> new Page.Decoded(read.page(), StoredEvents.readAll(read.page()), read.asOf(), read.holder()),
                blocking);
    }

    /** One start of the feed: what it has seen of the horizon, and when it last handed a page on. */
    private final class Reading {
        private final Freshness freshness;
        private final HorizonWatch watch = new HorizonWatch(settings.maxHorizonAge());
        private Instant handedOnAt = Instant.EPOCH;
        private boolean caughtUp;

        Reading(Instant asOf) {
            this.freshness = new Freshness(asOf);
        }

        /** A full page is followed by the next one at once; behind the last row there is a pause, in which rows gather. */
        CompletionStage<Optional<Pair<Cursor, Page.Decoded>>> next(Cursor cursor) {
            return after(caughtUp ? settings.pollInterval() : Duration.ZERO)
                    .thenApplyAsync(any -> read(cursor), blocking)
                    .thenCompose(read -> {
                        Page page = read.page();
                        caughtUp = page.complete() && !page.from().restoring();
                        Instant at = page.horizon().at();
                        boolean nothing = page.rows().isEmpty() && page.to().equals(page.from());
                        if (nothing && at.isBefore(handedOnAt.plus(settings.statusInterval()))) {
                            return next(cursor);
                        }
                        handedOnAt = at;
                        return CompletableFuture.completedFuture(Optional.of(Pair.create(page.to(), read)));
                    });
        }

        /** With a value: Akka never completes a later stage whose value is null. */
        private CompletionStage<Done> after(Duration pause) {
            return pause.isZero()
                    ? CompletableFuture.completedFuture(Done.getInstance())
                    : Patterns.after(
                            pause, system.classicSystem(), () -> CompletableFuture.completedFuture(Done.getInstance()));
        }

        private Page.Decoded read(Cursor cursor) {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                Page page = tail.read(connection, cursor);
                Holder holder = watch.observe(connection, page.horizon());
                return new Page.Decoded(page, List.of(), freshness.after(page), holder);
            } catch (SQLException failure) {
                throw new CompletionException(failure);
            }
        }
    }
}

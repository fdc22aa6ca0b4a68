package io.croupier.feed;

import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.RoundEvent;
import io.croupier.wallet.StoredWalletEvent;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes a page's effects and the cursor behind it in the caller's transaction: all or nothing, once. The cursor moves first,
 * which makes a second owner wait and then fail. Each entity's events must be numbered without a gap; a number that was
 * projected before, as after a restore, is left alone.
 */
final class Projector {
    private final CursorRow cursor;

    Projector(CursorRow cursor) {
        this.cursor = cursor;
    }

    /** Throws {@link FencedException} for another owner's batch, {@link JournalFault} for events that do not fit. */
    void project(Connection connection, Page.Decoded page) throws SQLException {
        cursor.move(connection, page);
        if (page.events().isEmpty()) {
            return;
        }
        Positions positions = Positions.load(connection, page.events());
        Postings postings = new Postings();
        RoundMoney money = new RoundMoney();
        WalletEffects wallets = new WalletEffects(postings, money);
        BookEffects books = new BookEffects(postings);
        RoundEffects rounds = new RoundEffects();
        for (FeedEvent entry : page.events()) {
            String id = entry.entityId();
            if (entry.event() instanceof StoredWalletEvent stored) {
                WalletPosition before = positions.wallet(id);
                if (isNext(entry, before.sequenceNumber())) {
                    positions.wallet(id, wallets.add(entry, stored, before));
                }
            } else if (entry.event() instanceof BookEvent event) {
                BookPosition before = positions.book(id);
                if (isNext(entry, before.sequenceNumber())) {
                    positions.book(id, books.add(entry, event, before));
                }
            } else if (isNext(entry, positions.other(entry.persistenceId()))) {
                positions.other(entry.persistenceId(), entry.sequenceNumber());
                if (entry.event() instanceof RoundEvent event) {
                    rounds.add(id, event);
                }
            }
        }
        postings.write(connection);
        wallets.write(connection);
        books.write(connection);
        rounds.write(connection);
        money.write(connection);
        positions.save(connection);
    }

    private static boolean isNext(FeedEvent entry, long projected) {
        long number = entry.sequenceNumber();
        if (number <= projected) {
            return false;
        }
        if (number != projected + 1) {
            throw JournalFault.gap(entry.persistenceId(), projected + 1, number);
        }
        return true;
    }
}

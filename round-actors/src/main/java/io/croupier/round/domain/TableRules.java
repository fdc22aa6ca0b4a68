package io.croupier.round.domain;

import io.croupier.round.domain.TableVerdict.Refuse;
import io.croupier.round.game.Game;
import io.croupier.round.game.Games;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What terms a table may have. */
public final class TableRules {
    /** The highest amount that the public protocols can carry: 2^53 - 1. */
    public static final long MAX_MINOR = 9_007_199_254_740_991L;

    /** Most partitions of a round's bets. */
    public static final int MAX_BOOKS = 64;

    /** Ids that callers choose. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    /** Shorter than other ids, since with a number they form a round's id, and with an owner a journal's. */
    private static final int MAX_TABLE_ID = 100;

    private static final int MAX_OWNER = 64;
    private static final Pattern CURRENCY = Pattern.compile("[A-Z][A-Z0-9]{2,11}");
    private static final long MIN_WINDOW_MS = 50;
    private static final long MAX_WINDOW_MS = Duration.ofDays(1).toMillis();

    /** Whether a caller may choose this id. */
    public static boolean validId(String id) {
        return ID.matcher(id).matches();
    }

    /** The first rule that the terms break, or null. */
    public static @Nullable Refuse broken(TableTerms terms) {
        if (!validId(terms.tableId()) || terms.tableId().length() > MAX_TABLE_ID) {
            return Refuse.invalid("tableId", "must be 1 to " + MAX_TABLE_ID + " of A-Za-z0-9._:-");
        }
        if (!validId(terms.owner()) || terms.owner().length() > MAX_OWNER) {
            return Refuse.invalid("owner", "must be 1 to " + MAX_OWNER + " of A-Za-z0-9._:-");
        }
        if (!CURRENCY.matcher(terms.currency()).matches()) {
            return Refuse.invalid("currency", "must be 3 to 12 of A-Z0-9, a letter first, for example EUR");
        }
        if (terms.books() < 1 || terms.books() > MAX_BOOKS) {
            return Refuse.invalid("books", "must be from 1 to " + MAX_BOOKS + ", is " + terms.books());
        }
        Game game = Games.find(terms.game()).orElse(null);
        if (game == null) {
            return Refuse.invalid(
                    "game",
                    "must be one of "
                            + Games.all().stream().map(Game::name).sorted().toList());
        }
        Refuse stakes = brokenStakes(terms, game);
        return stakes != null || !terms.houseRun() ? stakes : brokenTimes(terms);
    }

    private static @Nullable Refuse brokenStakes(TableTerms terms, Game game) {
        if (terms.minStakeMinor() < 1) {
            return Refuse.invalid("minStakeMinor", "must be at least 1, is " + terms.minStakeMinor());
        }
        long highest = MAX_MINOR / game.maxReturn();
        if (terms.maxStakeMinor() < terms.minStakeMinor() || terms.maxStakeMinor() > highest) {
            return Refuse.invalid(
                    "maxStakeMinor",
                    "must be from minStakeMinor to " + highest + ", so that every payout fits 2^53-1 minor units, is "
                            + terms.maxStakeMinor());
        }
        return null;
    }

    private static @Nullable Refuse brokenTimes(TableTerms terms) {
        if (terms.bettingWindowMs() < MIN_WINDOW_MS || terms.bettingWindowMs() > MAX_WINDOW_MS) {
            return Refuse.invalid("bettingWindowMs", "must be from " + MIN_WINDOW_MS + " to " + MAX_WINDOW_MS);
        }
        if (terms.pauseMs() < 0 || terms.pauseMs() > MAX_WINDOW_MS) {
            return Refuse.invalid("pauseMs", "must be from 0 to " + MAX_WINDOW_MS);
        }
        return null;
    }

    private TableRules() {}
}

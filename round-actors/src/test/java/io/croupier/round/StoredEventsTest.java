package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.codec.BookEventCodec;
import io.croupier.round.codec.RoundEventCodec;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.codec.EventCodec;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.LimitKind;
import io.croupier.wallet.domain.LimitPeriod;
import io.croupier.wallet.domain.Restriction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every event's stored bytes, once written, must be read for ever. A golden file is never changed: another form is another
 * file. Run with {@code -Dcroupier.golden.write=true} to write those that are missing.
 */
class StoredEventsTest {
    private static final Instant AT = Instant.ofEpochMilli(1_793_534_400_123L);
    private static final RoundTerms TERMS =
            new RoundTerms("acme~r1", new TableTerms("t1", "acme", "roulette", "EUR", 4, 10, 100_000, 0, 0), AT);
    private static final Selection RED = new Selection.Roulette("red", List.of(1, 3));
    private static final Selection AUTO = new Selection.Crash(250);
    private static final FairnessProof PROOF = new FairnessProof("c1", "aa", 7, "bb", "cc");

    private static final List<RoundEvent> ROUND = List.of(
            new RoundEvent.RoundOpened(TERMS, AT),
            new RoundEvent.BookRegistered(3, AT),
            new RoundEvent.CloseAccepted(AT, AT),
            new RoundEvent.BettingClosing("deadline", AT),
            new RoundEvent.BetsClosed(List.of(new RoundEvent.BookTotals(3, 2, 150, "dd")), "ee", AT),
            new RoundEvent.FlightStarted(AT),
            new RoundEvent.FlightLanding(AT),
            new RoundEvent.ResultRecorded(1, "res1", null, new Outcome.Roulette(17), null, PROOF, AT),
            new RoundEvent.RoundSettled(1, 3_600, AT),
            new RoundEvent.VoidAccepted("rain", 0, AT),
            new RoundEvent.RoundVoided(150, AT));

    private static final List<BookEvent> BOOK = List.of(
            new BookEvent.BookOpened(TERMS, AT),
            new BookEvent.IntentsRecorded(List.of(
                    new BookEvent.Intent("ann", "b1", RED, 100, AT), new BookEvent.Intent("bob", "b1", AUTO, 50, AT))),
            new BookEvent.BetsDecided(
                    List.of(
                            new BookEvent.Decision("ann", "b1", true, 60, 40, 900, 3, null, null, false, null),
                            new BookEvent.Decision(
                                    "bob", "b1", false, 0, 0, 0, 0, "bet_rolled_back", "acme~r0", true, null)),
                    AT),
            new BookEvent.BookSealed(AT),
            new BookEvent.RollbacksConfirmed(List.of(new BetKey("bob", "b1")), AT),
            new BookEvent.CashOutsTaken(List.of(new BookEvent.CashOutTaken("ann", "b1", 187)), AT),
            new BookEvent.FlightLanded(true, AT),
            new BookEvent.SettlementPlanned(1, List.of(new BookEvent.Line("ann", "b1", Bet.State.WON, 200)), AT),
            new BookEvent.VoidPlanned("rain", 0, AT),
            new BookEvent.CreditsConfirmed(List.of(new BookEvent.Credit("ann", "b1", 1_100, 4)), AT));

    @TestFactory
    Stream<DynamicTest> roundEventsKeepTheirForm() {
        return ROUND.stream().map(event -> golden(RoundEventCodec.CODEC, "round", event));
    }

    @TestFactory
    Stream<DynamicTest> bookEventsKeepTheirForm() {
        return BOOK.stream().map(event -> golden(BookEventCodec.CODEC, "book", event));
    }

    @Test
    void everyEventTypeHasAGoldenFile() {
        assertThat(RoundEventCodec.CODEC.typeNames().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        ROUND.stream().map(RoundEvent::getClass).toList());
        assertThat(BookEventCodec.CODEC.typeNames().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        BOOK.stream().map(BookEvent::getClass).toList());
    }

    @TestFactory
    DynamicTest aBetThatALimitStoppedKeepsItsForm() {
        var limit = new LimitKey(LimitKey.Setter.PLAYER, LimitKind.LOSS, LimitPeriod.DAY);
        var restriction = new Restriction(Restriction.Kind.LIMIT, limit, 5_000, 4_600, AT);
        var decision = new BookEvent.Decision("ann", "b2", false, 0, 0, 900, 4, "loss_limit", null, false, restriction);
        return golden(BookEventCodec.CODEC, "book", "decided-limit", new BookEvent.BetsDecided(List.of(decision), AT));
    }

    @TestFactory
    Stream<DynamicTest> aFreeBetKeepsItsForm() {
        var intent = new BookEvent.Intent("ann", "b3", RED, 500, AT, "welcome");
        var decision = new BookEvent.Decision("ann", "b3", true, 0, 0, 900, 5, null, null, false, null, 500);
        return Stream.of(
                golden(BookEventCodec.CODEC, "book", "intents-free", new BookEvent.IntentsRecorded(List.of(intent))),
                golden(BookEventCodec.CODEC, "book", "decided-free", new BookEvent.BetsDecided(List.of(decision), AT)));
    }

    @TestFactory
    Stream<DynamicTest> whatComesAfterASettlementKeepsItsForm() {
        return Stream.of(
                golden(
                        RoundEventCodec.CODEC,
                        "round",
                        "result-corrected",
                        new RoundEvent.ResultRecorded(2, "res2", "res1", new Outcome.Roulette(18), null, null, AT)),
                golden(
                        RoundEventCodec.CODEC,
                        "round",
                        "void-accepted-late",
                        new RoundEvent.VoidAccepted("rain", 3, AT)),
                golden(BookEventCodec.CODEC, "book", "void-planned-late", new BookEvent.VoidPlanned("rain", 3, AT)));
    }

    private static <E> DynamicTest golden(EventCodec<E> codec, String kind, E event) {
        return golden(codec, kind, codec.typeName(event), event);
    }

    private static <E> DynamicTest golden(EventCodec<E> codec, String kind, String name, E event) {
        return DynamicTest.dynamicTest(name, () -> {
            String file = "golden/" + kind + "/" + name + ".v1.hex";
            if (Boolean.getBoolean("croupier.golden.write")) {
                write(Path.of("src/test/resources", file), codec.encode(event));
            }
            byte[] stored = HexFormat.of().parseHex(read(file));
            assertThat(codec.decode(stored)).isEqualTo(event);
            assertThat(codec.encode(event)).isEqualTo(stored);
        });
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n");
        }
    }

    private static String read(String file) throws IOException {
        try (InputStream in = StoredEventsTest.class.getResourceAsStream("/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}

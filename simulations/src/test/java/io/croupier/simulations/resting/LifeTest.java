package io.croupier.simulations.resting;

import static org.assertj.core.api.Assertions.assertThat;

import akka.serialization.SerializerWithStringManifest;
import io.croupier.simulations.resting.Life.Step;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.WalletEventCodec;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lives at rest against the program's own wallet: what it would have stored, and what it makes of the stored. */
class LifeTest {
    private static final long SEED = 20_261_121;
    private static final int WALLETS = 300;
    private static final String CURRENCY = "EUR";

    /** What somebody must have asked for, to have this step stored. */
    private static Transaction asked(Step step) {
        var reference = new Reference(null, null, step.roundId().isEmpty() ? null : step.roundId(), step.detail());
        return switch (step.kind()) {
            case OPENED -> new Transaction.Open(step.id(), CURRENCY, reference);
            case DEPOSIT -> new Transaction.Deposit(step.id(), step.amountMinor(), CURRENCY, reference);
            case WITHDRAWAL -> new Transaction.Withdraw(step.id(), step.amountMinor(), CURRENCY, reference);
            case BET -> new Transaction.Bet(step.id(), step.amountMinor(), CURRENCY, reference);
            case WIN -> new Transaction.Win(step.id(), step.betId(), step.amountMinor(), CURRENCY, false, reference);
            case ROLLBACK -> new Transaction.Rollback(step.id(), step.betId(), reference);
        };
    }

    private static SerializerWithStringManifest programsSerializer() throws ReflectiveOperationException {
        var constructor =
                Class.forName("io.croupier.wallet.WalletEventSerializer").getDeclaredConstructor();
        constructor.setAccessible(true);
        return (SerializerWithStringManifest) constructor.newInstance();
    }

    @Test
    void everyEventHasTheBytesThatTheProgramWouldHaveStored() throws ReflectiveOperationException {
        SerializerWithStringManifest serializer = programsSerializer();
        assertThat(serializer.identifier()).isEqualTo(JournalFill.SERIALIZER);
        Set<Life.Kind> kinds = EnumSet.noneOf(Life.Kind.class);
        for (int number = 0; number < WALLETS; number++) {
            Life life = Life.of(SEED, number);
            Wallet wallet = Wallet.unopened(life.playerId());
            byte[] previous = new byte[StoredForm.HASH_BYTES];
            for (Step step : life.steps()) {
                byte[] bytes = StoredForm.bytes(step, CURRENCY, previous);
                previous = StoredForm.hash(bytes);
                WalletEvent decided = wallet.decide(asked(step), Instant.ofEpochMilli(step.atMs()))
                        .event()
                        .orElseThrow();
                var stored = StoredWalletEvent.of(decided);
                assertThat(bytes)
                        .as("seed %s, wallet %s, %s", SEED, number, step)
                        .isEqualTo(serializer.toBinary(stored))
                        .isEqualTo(WalletEventCodec.encode(decided));
                assertThat(step.kind().storedName()).isEqualTo(serializer.manifest(stored));
                wallet = wallet.apply(decided, stored.hash());
                assertThat(wallet.view().balanceMinor()).isEqualTo(step.balanceMinor());
                kinds.add(step.kind());
            }
        }
        assertThat(kinds).as("seed %s shows every kind", SEED).isEqualTo(EnumSet.allOf(Life.Kind.class));
    }

    @Test
    void theProgramsWalletRecoversFromTheStoredBytesAlone() {
        for (int number = 0; number < WALLETS; number++) {
            Life life = Life.of(SEED, number);
            Wallet wallet = Wallet.unopened(life.playerId());
            byte[] previous = new byte[StoredForm.HASH_BYTES];
            for (Step step : life.steps()) {
                byte[] bytes = StoredForm.bytes(step, CURRENCY, previous);
                previous = StoredForm.hash(bytes);
                var stored = StoredWalletEvent.read(bytes);
                // Throws where the chain of hashes is broken.
                wallet = wallet.apply(stored.event(), stored.hash());
            }
            assertThat(wallet.version()).isEqualTo(Life.EVENTS);
            assertThat(wallet.lastHash().digest()).isEqualTo(previous);
            assertThat(wallet.view().balanceMinor())
                    .isEqualTo(life.balanceMinor())
                    .isPositive();
        }
    }

    @Test
    void aSeedAndANumberGiveTheSameLifeAgainAndNoOther() {
        Set<String> players = new HashSet<>();
        for (int number = 0; number < 10_000; number++) {
            assertThat(players.add(Life.of(SEED, number).playerId())).isTrue();
        }
        assertThat(Life.of(SEED, 17).steps()).isEqualTo(Life.of(SEED, 17).steps());
        assertThat(Life.of(SEED, 17).steps()).isNotEqualTo(Life.of(SEED + 1, 17).steps());
        assertThat(Life.of(SEED, 17).playerId())
                .isNotEqualTo(Life.of(SEED + 1, 17).playerId());
    }

    @Test
    void itsEventsFollowEachOtherInTime() {
        long before = 0;
        for (Step step : Life.of(SEED, 3).steps()) {
            assertThat(step.atMs()).isGreaterThan(before);
            before = step.atMs();
        }
    }
}

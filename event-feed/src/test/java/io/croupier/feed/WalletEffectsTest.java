package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.TransactionKind;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WalletEffectsTest {
    private static final Map<Class<?>, Object> NOTHING = Map.ofEntries(
            Map.entry(Sha256.class, Sha256.ZERO),
            Map.entry(String.class, "op~x"),
            Map.entry(Reference.class, Reference.NONE),
            Map.entry(Split.class, Split.ZERO),
            Map.entry(Balances.class, Balances.ZERO),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(TransactionKind.class, TransactionKind.BET),
            Map.entry(WalletRejection.class, WalletRejection.INSUFFICIENT_FUNDS),
            Map.entry(BonusState.class, BonusState.EXPIRED),
            Map.entry(
                    BonusTerms.class,
                    new BonusTerms(
                            0, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.REAL, null, Instant.EPOCH)),
            Map.entry(FreeBetTerms.class, new FreeBetTerms(1, 1, List.of("t"), Instant.EPOCH, 0, null)),
            Map.entry(List.class, List.of()),
            Map.entry(long.class, 0L),
            Map.entry(boolean.class, false));

    static Stream<Class<?>> events() {
        return Arrays.stream(WalletEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventHasAMeaning(Class<? extends WalletEvent> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(types).map(NOTHING::get).toArray();
        WalletEvent event = type.getDeclaredConstructor(types).newInstance(values);
        StoredWalletEvent stored = StoredWalletEvent.of(event);

        assertThatCode(() -> new WalletEffects(new Postings(), new RoundMoney())
                        .add(new FeedEvent("Wallet|ann", 1, stored), stored, WalletPosition.NONE))
                .doesNotThrowAnyException();
    }
}

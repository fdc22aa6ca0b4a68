package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.TransactionKind;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WalletEffectsTest {
    private static final Map<Class<?>, Object> NOTHING = Map.of(
            Sha256.class, Sha256.ZERO,
            String.class, "op~x",
            Reference.class, Reference.NONE,
            Split.class, Split.ZERO,
            Balances.class, Balances.ZERO,
            Instant.class, Instant.EPOCH,
            TransactionKind.class, TransactionKind.BET,
            WalletRejection.class, WalletRejection.INSUFFICIENT_FUNDS,
            long.class, 0L,
            boolean.class, false);

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

        assertThatCode(() -> new WalletEffects(new Postings())
                        .add(new FeedEvent("Wallet|ann", 1, stored), stored, WalletPosition.NONE))
                .doesNotThrowAnyException();
    }
}

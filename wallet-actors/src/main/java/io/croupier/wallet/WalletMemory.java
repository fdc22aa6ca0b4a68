package io.croupier.wallet;

import io.croupier.wallet.domain.Recall;
import io.croupier.wallet.domain.Wallet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one wallet knows of the durable index, and its look-ups there. A wallet forgets only what the index has confirmed, and keeps its
 * newest transactions anyway, which are the likeliest to be asked for again. Not for concurrent use.
 */
final class WalletMemory {
    private static final Logger LOG = LoggerFactory.getLogger(WalletEntity.class);

    /** Between two questions how far the index is, where it is behind. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** A recall that does not reach what was forgotten meanwhile is repeated, but not for ever: the index may have lost rows. */
    private static final int MOST_RECALLS = 3;

    private final String playerId;
    private final WalletIndex index;
    private final WalletSettings settings;
    private final Clock clock;
    private final List<CompletableFuture<Recall>> asked = new ArrayList<>();

    private long confirmed;
    private Instant askAgainAt = Instant.MIN;

    WalletMemory(String playerId, WalletIndex index, WalletSettings settings, Clock clock) {
        this.playerId = playerId;
        this.index = index;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whatever the wallet decided up to this version is in the index. */
    void confirmed(long version) {
        confirmed = Math.max(confirmed, version);
    }

    /** Whether the wallet remembers so much that it must not take more. */
    boolean isFull(Wallet wallet) {
        return wallet.remembered() >= settings.maxRemembered();
    }

    /**
     * The wallet without its older half, once it remembers twice as much as it keeps, and as far as that is confirmed.
     *
     * @param ask is given the question how far the index is, where that is not known
     */
    Wallet forget(Wallet wallet, Consumer<CompletableFuture<Recall>> ask) {
        if (wallet.remembered() < 2 * settings.remembered() || index == WalletIndex.NONE) {
            return wallet;
        }
        long upTo = wallet.version() - settings.remembered();
        if (confirmed < upTo) {
            Instant now = clock.instant();
            if (now.isAfter(askAgainAt)) {
                askAgainAt = now.plus(ASK_AGAIN);
                ask.accept(index.recall(playerId, Set.of()));
            }
        }
        return wallet.forget(Math.min(confirmed, upTo));
    }

    /**
     * The wallet while its events are read again: a long life must not fill the memory. What is dropped here without being confirmed
     * is safe all the same, for no look-up is believed that does not reach that far.
     */
    Wallet recovered(Wallet wallet) {
        return index == WalletIndex.NONE || wallet.remembered() < 2 * settings.maxRemembered()
                ? wallet
                : wallet.forget(wallet.version() - settings.maxRemembered());
    }

    /** Looks up what was forgotten; null where too much is being looked up already, or it was in vain before. */
    @Nullable CompletableFuture<Recall> recall(int before, Set<String> ids) {
        if (before >= MOST_RECALLS) {
            LOG.warn(
                    "playerId={} transactionIds={} get no answer: the index has not reached version {} of this wallet",
                    playerId,
                    ids,
                    confirmed);
            return null;
        }
        asked.removeIf(CompletableFuture::isDone);
        if (asked.size() >= settings.maxPending()) {
            return null;
        }
        CompletableFuture<Recall> recall = index.recall(playerId, ids);
        asked.add(recall);
        return recall;
    }
}

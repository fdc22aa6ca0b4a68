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

/**
 * What one wallet knows of the durable index, and its look-ups there. A wallet forgets only what the index has confirmed, and keeps its
 * newest transactions anyway, which are the likeliest to be asked for again. Not for concurrent use.
 */
final class WalletMemory {
    /** Between two questions how far the index is, where it is behind. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** A recall that does not reach what was forgotten meanwhile is repeated, but not for ever. */
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

    /**
     * Whether the wallet would remember too much, though it forgot all that it may.
     *
     * @param ask is given the question how far the index is, where more was to be forgotten
     */
    boolean isFull(Wallet wallet, Consumer<CompletableFuture<Recall>> ask) {
        if (wallet.remembered() < settings.maxRemembered()) {
            return false;
        }
        long upTo = wallet.version() - settings.remembered();
        askWhereBehind(upTo, ask);
        return wallet.version() - Math.max(wallet.forgottenUpTo(), Math.min(confirmed, upTo))
                >= settings.maxRemembered();
    }

    /**
     * The wallet without what it need not remember, as far as that is confirmed. A good part at a time: each time costs as much
     * as there is.
     *
     * @param ask is given the question how far the index is, where more was to be forgotten
     */
    Wallet forget(Wallet wallet, Consumer<CompletableFuture<Recall>> ask) {
        if (wallet.remembered() < 2 * settings.remembered()) {
            return wallet;
        }
        long upTo = wallet.version() - settings.remembered();
        askWhereBehind(upTo, ask);
        long from = Math.min(confirmed, upTo);
        long dropped = from - wallet.forgottenUpTo();
        return dropped >= Math.max(settings.remembered(), wallet.remembered() / 4) ? wallet.forget(from) : wallet;
    }

    private void askWhereBehind(long upTo, Consumer<CompletableFuture<Recall>> ask) {
        if (confirmed >= upTo || index == WalletIndex.NONE) {
            return;
        }
        Instant now = clock.instant();
        if (!now.isBefore(askAgainAt)) {
            askAgainAt = now.plus(ASK_AGAIN);
            ask.accept(index.recall(playerId, Set.of()));
        }
    }

    /**
     * The wallet while its events are read again: a long life must not fill the memory. What is dropped here without being confirmed
     * is safe all the same, for no look-up is believed that does not reach that far.
     */
    Wallet recovered(Wallet wallet) {
        return index == WalletIndex.NONE || wallet.remembered() < settings.maxRemembered()
                ? wallet
                : wallet.forget(wallet.version() - settings.maxRemembered() / 2);
    }

    /** Looks up what was forgotten; null where too much is being looked up already, or looking again would be in vain. */
    @Nullable CompletableFuture<Recall> recall(Wallet wallet, int before, Set<String> ids) {
        asked.removeIf(CompletableFuture::isDone);
        boolean inVain = before > 0 && (before >= MOST_RECALLS || confirmed < wallet.forgottenUpTo());
        if (inVain || asked.size() >= settings.maxPending()) {
            return null;
        }
        CompletableFuture<Recall> recall = index.recall(playerId, ids);
        asked.add(recall);
        return recall;
    }
}

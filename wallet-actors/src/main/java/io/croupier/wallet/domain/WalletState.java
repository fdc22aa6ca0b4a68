package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vavr.collection.HashMap;
import io.vavr.collection.TreeMap;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open wallet with all that it remembers, in the form in which it is stored as a snapshot. Components may be added; a name and a
 * meaning are for ever.
 *
 * @param decided the remembered transactions, oldest first
 * @param excludedUntil null where the player is not excluded, or for ever
 */
public record WalletState(
        @JsonProperty("player") String playerId,
        @JsonProperty("cur") String currency,
        @JsonProperty("balances") Balances balances,
        @JsonProperty("version") long version,
        @JsonProperty("last") Sha256 lastHash,
        @JsonProperty("forgotten") long forgottenUpTo,
        @JsonProperty("decided") List<Decided> decided,
        @JsonProperty("fates") List<BetFate> fates,
        @JsonProperty("usage") Usage usage,
        @JsonProperty("limits") List<StandingLimit> limits,
        @JsonProperty("excludedUntil") @Nullable Instant excludedUntil,
        @JsonProperty("excluded") boolean excludedForEver,
        @JsonProperty("frozen") boolean frozen,
        @JsonProperty("bonuses") Bonuses bonuses) {

    /** What became of a bet, by which version. */
    record BetFate(
            @JsonProperty("bet") String betId,
            @JsonProperty("fate") Fate fate,
            @JsonProperty("version") long version) {}

    /** A limit as it stands. */
    record StandingLimit(
            @JsonProperty("key") LimitKey key,
            @JsonProperty("limit") Limit limit) {}

    public WalletState {
        decided = List.copyOf(decided);
        fates = List.copyOf(fates);
        limits = List.copyOf(limits);
        bonuses = bonuses == null ? Bonuses.NONE : bonuses;
    }

    static WalletState of(OpenWallet wallet) {
        Memory memory = wallet.memory();
        Protection protection = wallet.protection();
        boolean forEver = Instant.MAX.equals(protection.excludedUntil());
        return new WalletState(
                wallet.playerId(),
                wallet.currency(),
                wallet.balances(),
                wallet.version(),
                wallet.lastHash(),
                memory.forgottenUpTo(),
                memory.decided().values().sortBy(Decided::version).asJava(),
                memory.fates()
                        .map(fate -> new BetFate(fate._1, fate._2.fate(), fate._2.version()))
                        .asJava(),
                wallet.usage(),
                protection
                        .limits()
                        .map(limit -> new StandingLimit(limit._1, limit._2))
                        .asJava(),
                forEver ? null : protection.excludedUntil(),
                forEver,
                protection.frozen(),
                wallet.bonuses());
    }

    /** The wallet. */
    public Wallet wallet() {
        var memory = new Memory(
                HashMap.ofAll(decided.stream(), Decided::id, transaction -> transaction),
                HashMap.ofAll(fates.stream(), BetFate::betId, fate -> new Memory.Fated(fate.fate, fate.version)),
                forgottenUpTo);
        var protection = new Protection(
                TreeMap.ofAll(limits.stream(), StandingLimit::key, StandingLimit::limit),
                excludedForEver ? Instant.MAX : excludedUntil,
                frozen);
        return new OpenWallet(playerId, currency, balances, version, lastHash, memory, usage, protection, bonuses);
    }
}

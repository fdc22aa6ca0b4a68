package io.croupier.simulations.domain;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundEvent.BookTotals;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.round.game.Games;
import io.croupier.round.game.HashChain;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;

/** One round: ended once, by a result that somebody was entitled to, drawn from the bets that its books held when they closed. */
final class RoundJudge {
    private final World world;
    private final Crowd crowd;
    private final RoundNode node;

    RoundJudge(World world, Crowd crowd, RoundNode node) {
        this.world = world;
        this.crowd = crowd;
        this.node = node;
    }

    void judge() {
        Round round = node.state;
        long ends = node.events().stream()
                .filter(e -> e instanceof RoundEvent.RoundSettled || e instanceof RoundEvent.RoundVoided)
                .count();
        require(round.finished() && ends == 1, "has ended " + ends + " times, as " + round.stage());
        MessageDigest all = sha256();
        for (int index : round.books()) {
            Book book = Objects.requireNonNull(world.book(node.roundId, index)).state;
            require(book.finished(), "has an unfinished book " + index);
            all.update(totals(round, index, book));
        }
        String clientSeed = HexFormat.of().formatHex(all.digest());
        require(clientSeed.equals(round.clientSeed()), "has another client seed than its bets: " + round.clientSeed());
        ResultRecorded result = round.result();
        if (result == null) {
            require(round.voidReason() != null, "has neither result nor void");
        } else if (round.requireTerms().table().houseRun()) {
            drawn(result, clientSeed);
        } else {
            sent(result);
        }
        Instant closedAt = round.closedAt();
        require(
                closedAt == null
                        || crowd.calls.stream()
                                .anyMatch(c -> c.message instanceof Message.Close close
                                        && c.to.equals(node.id)
                                        && closedAt.equals(close.closedAt())),
                "was closed as of a time that nobody has named");
    }

    private byte[] totals(Round round, int index, Book book) {
        MessageDigest digest = sha256();
        MessageDigest leaf = sha256();
        long bets = 0;
        long staked = 0;
        for (Bet bet : book.bets().values()) {
            if (bet.stood()) {
                bets++;
                staked += bet.stakeMinor();
                String text = bet.key().playerId() + "|" + bet.key().betId() + "|"
                        + bet.selection().canonical() + "|" + bet.stakeMinor();
                digest.update(leaf.digest(text.getBytes(StandardCharsets.UTF_8)));
            }
        }
        byte[] hash = digest.digest();
        var expected = new BookTotals(index, bets, staked, HexFormat.of().formatHex(hash));
        require(expected.equals(round.totals().get(index)), "has totals " + round.totals() + ", not " + expected);
        return hash;
    }

    private void drawn(ResultRecorded result, String clientSeed) {
        FairnessProof proof = Objects.requireNonNull(result.proof());
        byte[] seed = HexFormat.of().parseHex(proof.seed());
        require(proof.clientSeed().equals(clientSeed), "was drawn with another client seed");
        require(
                proof.commitment().equals(world.vault.commitment(proof.chainId()))
                        && HashChain.leadsTo(seed, proof.index(), HexFormat.of().parseHex(proof.commitment())),
                "was drawn from a seed outside of its chain");
        var outcome = Games.of(node.state.requireTerms().table().game())
                .draw(seed, HexFormat.of().parseHex(clientSeed));
        require(outcome.equals(result.outcome()), "has another outcome than its seeds");
        boolean twice = world.nodes().stream()
                .anyMatch(other -> other != node && other instanceof RoundNode round && sharesSeed(round, proof));
        require(!twice, "shares its seed with another round");
    }

    private static boolean sharesSeed(RoundNode round, FairnessProof proof) {
        ResultRecorded result = round.state.result();
        FairnessProof its = result == null ? null : result.proof();
        return its != null && its.chainId().equals(proof.chainId()) && its.index() == proof.index();
    }

    private void sent(ResultRecorded result) {
        boolean receipted = false;
        for (Call call : crowd.calls) {
            if (call.to.equals(node.id) && call.message instanceof Message.Result sent && call.receipted()) {
                boolean same = sent.resultId().equals(result.resultId())
                        && Objects.equals(sent.outcome(), result.outcome())
                        && Objects.equals(sent.payouts(), result.payouts());
                require(same, "gave a receipt for " + sent + ", and stored " + result);
                receipted = true;
            }
        }
        require(receipted, "has a result without a receipt: " + result);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new Broken(Broken.Rule.ROUNDS, node.id + " " + what);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

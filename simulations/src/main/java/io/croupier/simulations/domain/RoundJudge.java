package io.croupier.simulations.domain;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent.BookTotals;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.round.game.Games;
import io.croupier.round.game.HashChain;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** One round: each version of its result ended once, in turn, by its books, which closed with the bets that it was drawn from. */
final class RoundJudge {
    private final World world;
    private final Crowd crowd;
    private final RoundNode node;

    RoundJudge(World world, Crowd crowd, RoundNode node) {
        this.world = world;
        this.crowd = crowd;
        this.node = node;
    }

    /** What stood in it, one after the other. */
    Versions judge() {
        Round round = node.state;
        Versions versions = Versions.of(node);
        require(round.finished() && !versions.all().isEmpty(), "has not ended, as " + round.stage());
        List<Integer> numbers =
                versions.all().stream().map(Versions.Version::number).toList();
        MessageDigest all = sha256();
        for (int index : round.books()) {
            BookNode book = Objects.requireNonNull(world.book(node.roundId, index));
            require(book.state.finished(), "has an unfinished book " + index);
            require(planned(book).equals(numbers), "has " + numbers + ", and its book planned " + planned(book));
            all.update(totals(round, index, book.state));
        }
        String clientSeed = HexFormat.of().formatHex(all.digest());
        require(clientSeed.equals(round.clientSeed()), "has another client seed than its bets: " + round.clientSeed());
        for (Versions.Version version : versions.all()) {
            if (version.result() != null && round.requireTerms().table().houseRun()) {
                drawn(version.result(), clientSeed);
            }
        }
        new SaidJudge(world, crowd, node, versions).judge();
        Instant closedAt = round.closedAt();
        require(
                closedAt == null
                        || crowd.calls.stream()
                                .anyMatch(c -> c.message instanceof Message.Close close
                                        && c.to.equals(node.id)
                                        && closedAt.equals(close.closedAt())),
                "was closed as of a time that nobody has named");
        return versions;
    }

    private static List<Integer> planned(BookNode book) {
        List<Integer> versions = new ArrayList<>();
        for (BookEvent event : book.events()) {
            if (event instanceof BookEvent.SettlementPlanned plan) {
                versions.add(plan.resultVersion());
            } else if (event instanceof BookEvent.VoidPlanned plan) {
                versions.add(plan.resultVersion());
            }
        }
        return versions;
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

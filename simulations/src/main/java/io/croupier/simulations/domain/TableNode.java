package io.croupier.simulations.domain;

import io.croupier.round.codec.TableEventCodec;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.Table;
import io.croupier.round.domain.TableEvent;
import io.croupier.round.domain.TableNews;
import io.croupier.round.domain.TableRound;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.domain.TableVerdict;
import io.croupier.round.game.Games;
import io.croupier.round.game.HashChain;
import io.croupier.round.game.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table. It models the actor's {@code TableActor}, with {@link TableRounds} and, much shorter, its {@code TableChains}: a chain
 * is in memory some milliseconds after it was asked for. Nobody follows it, and it takes no snapshots.
 */
final class TableNode extends Node<Table, TableEvent> {
    private static final String TICK = "tick";
    private static final String PROCEED = "proceed";
    private static final int MAX_UNSETTLED = 5;
    private static final Duration VAULT = Duration.ofMillis(5);
    private static final Duration EARLY = Duration.ofSeconds(5);

    private record Asked(Letter letter, Message.OpenRound command) {}

    /** How many rounds the house plays in this history. */
    int maxRounds = 1;

    private TableRounds live = new TableRounds(this);
    private final Map<Long, Asked> lookUps = new LinkedHashMap<>();
    private @Nullable String chainInMemory;
    private long tags;

    TableNode(World world, String id) {
        super(world, id, TableEventCodec.CODEC, Table.EMPTY);
    }

    long nextTag() {
        return ++tags;
    }

    static String id(String tableId) {
        return "t/" + tableId;
    }

    @Override
    Table empty() {
        return Table.EMPTY;
    }

    @Override
    Table apply(Table before, TableEvent event, byte[] bytes) {
        return before.apply(event);
    }

    @Override
    void stored(TableEvent event) {
        Watch.stored(world, this, event);
    }

    @Override
    void recovered() {
        live = new TableRounds(this);
        lookUps.clear();
        chainInMemory = null;
        if (state.terms() != null) {
            start();
        }
    }

    private void start() {
        backgroundTimer(TICK, Times.TABLE_TICK, this::tick);
        state.unsettled().forEach(live::resume);
        proceed(Duration.ZERO);
    }

    @Override
    void handle(Letter letter) {
        Message m = letter.message();
        if (m instanceof Message.Create c) {
            create(c.terms(), letter);
        } else if (m instanceof Message.OpenRound c) {
            openRound(c, letter);
        } else if (m instanceof Message.RoundFound c) {
            Asked asked = lookUps.remove(letter.tag());
            if (asked != null) {
                lookedUp(asked, c.round());
            }
        } else if (m instanceof Message.Progress c) {
            progress(c.status());
        } else if (m instanceof Message.Draw c) {
            draw(c);
        } else if (m instanceof Message.Reveal c) {
            reveal(c);
        } else if (m instanceof Message.Receipt || m instanceof Message.Refused) {
            TableRounds.Live round = live.opened(letter.tag());
            if (round != null) {
                openAnswered(round, m);
            }
        }
    }

    private void create(TableTerms terms, Letter letter) {
        TableVerdict verdict = state.create(terms, now());
        if (verdict instanceof TableVerdict.Accept accept) {
            persist(List.of(accept.event()), created -> {
                send(letter.from(), letter.tag(), new Message.Receipt(false));
                start();
            });
        } else {
            reply(verdict, letter);
        }
    }

    private void reply(TableVerdict verdict, Letter letter) {
        send(
                letter.from(),
                letter.tag(),
                verdict instanceof TableVerdict.Refuse refuse
                        ? new Message.Refused(refuse.code(), refuse.retryable())
                        : new Message.Receipt(true));
    }

    // A provider's rounds

    private void openRound(Message.OpenRound c, Letter letter) {
        if (state.terms() == null || state.runByHouse()) {
            reply(decide(c), letter);
            return;
        }
        String roundId = state.requireTerms().internalRoundId(c.publicRoundId());
        TableVerdict known = state.knownRound(roundId, c.bettingClosesAt());
        if (known != null) {
            answerKnown(known, roundId, letter);
            return;
        }
        long tag = nextTag();
        lookUps.put(tag, new Asked(letter, c));
        timer("look-up " + tag, Times.OPEN, () -> {
            Asked late = lookUps.remove(tag);
            if (late != null) {
                send(late.letter.from(), late.letter.tag(), new Message.Refused("unavailable", true));
            }
        });
        send(RoundNode.id(roundId), tag, new Message.GetRound());
    }

    private void answerKnown(TableVerdict known, String roundId, Letter letter) {
        TableRounds.Live waiting = live.find(roundId);
        if (known instanceof TableVerdict.Replay && waiting != null && !waiting.opened) {
            live.answerLater(roundId, letter);
        } else {
            reply(known, letter);
        }
    }

    private void lookedUp(Asked asked, @Nullable RoundStatus found) {
        Message.OpenRound c = asked.command;
        Letter letter = asked.letter;
        String roundId = state.requireTerms().internalRoundId(c.publicRoundId());
        TableVerdict known = state.knownRound(roundId, c.bettingClosesAt());
        if (known != null) {
            answerKnown(known, roundId, letter);
        } else if (found != null) {
            boolean same = found.terms().equals(new RoundTerms(roundId, state.requireTerms(), c.bettingClosesAt()));
            send(
                    letter.from(),
                    letter.tag(),
                    same ? new Message.Receipt(true) : new Message.Refused("transaction_conflict", false));
        } else if (decide(c) instanceof TableVerdict.Accept accept) {
            persist(
                    List.of(accept.event()),
                    after -> after.unsettled(roundId).ifPresent(round -> {
                        live.start(round);
                        live.answerLater(roundId, letter);
                    }));
        } else {
            reply(decide(c), letter);
        }
    }

    private TableVerdict decide(Message.OpenRound c) {
        String owner = state.terms() == null ? "" : state.terms().owner();
        return state.openRound(
                owner + "~" + c.publicRoundId(),
                c.bettingClosesAt(),
                live.bettingOpen(now()),
                MAX_UNSETTLED,
                Times.MAX_BETTING,
                now());
    }

    // Rounds

    private void openAnswered(TableRounds.Live round, Message reply) {
        String roundId = round.status.terms().roundId();
        if (reply instanceof Message.Receipt receipt) {
            round.opened = true;
            live.answer(round, receipt);
            if (receipt.replayed()) {
                live.wake(roundId);
            }
        } else if (reply instanceof Message.Refused refused && !refused.retryable()) {
            persist(List.of(new TableEvent.RoundRefused(roundId, refused.code(), now())), after -> {
                live.answer(round, refused);
                live.forget(roundId);
                proceed(Duration.ZERO);
            });
        }
    }

    private void progress(RoundStatus status) {
        String roundId = status.terms().roundId();
        TableRounds.Live known = live.find(roundId);
        RoundStatus seen = known == null ? live.lastSeen(state, status) : known.status;
        Optional<TableEvent> event = state.progress(status, now());
        if (!TableNews.movedOn(seen, status) || (known == null && event.isEmpty())) {
            if (known != null) {
                known.heardAt = now();
            }
            acknowledge(status);
            return;
        }
        if (known != null && event.isEmpty()) {
            report(known, status);
            return;
        }
        persist(List.of(event.get()), after -> {
            report(known == null ? live.again(seen) : known, status);
            if (after.unsettled(roundId).isEmpty()) {
                live.forget(roundId);
            }
            proceed(Duration.ZERO);
        });
    }

    private void report(TableRounds.Live known, RoundStatus status) {
        known.status = status;
        known.opened = true;
        known.heardAt = now();
        acknowledge(status);
    }

    private void acknowledge(RoundStatus status) {
        send(RoundNode.id(status.terms().roundId()), new Message.ProgressSeen(status.stage(), status.resultVersion()));
    }

    private void tick() {
        backgroundTimer(TICK, Times.TABLE_TICK, this::tick);
        live.tick(now());
    }

    // Seeds

    private void draw(Message.Draw c) {
        TableRound round = state.unsettled(c.roundId()).orElse(null);
        byte[] seed = round == null ? null : seed(round, () -> draw(c));
        if (seed != null) {
            send(RoundNode.id(c.roundId()), new Message.Drawn(outcome(seed, c.clientSeed())));
        }
    }

    private void reveal(Message.Reveal c) {
        TableRound round = state.unsettled(c.roundId()).orElse(null);
        if (round == null) {
            return;
        }
        if (round.proof() != null) {
            answerRevealed(c.roundId());
            return;
        }
        byte[] seed = seed(round, () -> reveal(c));
        if (seed != null) {
            String hex = HexFormat.of().formatHex(seed);
            persist(
                    List.of(new TableEvent.SeedRevealed(c.roundId(), hex, c.clientSeed(), now())),
                    after -> answerRevealed(c.roundId()));
        }
    }

    private void answerRevealed(String roundId) {
        FairnessProof proof = state.unsettled(roundId).map(TableRound::proof).orElse(null);
        if (proof != null) {
            byte[] seed = HexFormat.of().parseHex(proof.seed());
            send(RoundNode.id(roundId), new Message.Revealed(outcome(seed, proof.clientSeed()), proof));
        }
    }

    private Outcome outcome(byte[] seed, String clientSeed) {
        return Games.of(state.requireTerms().game()).draw(seed, HexFormat.of().parseHex(clientSeed));
    }

    private byte @Nullable [] seed(TableRound round, Runnable again) {
        TableRound.Ticket ticket = round.ticket();
        if (ticket == null) {
            return null;
        }
        Duration early = Duration.between(now(), round.bettingClosesAt());
        if (early.compareTo(EARLY) > 0) {
            throw new Broken(
                    Broken.Rule.ORDER,
                    id + " was asked for the seed of " + round.roundId() + " " + early + " too early");
        } else if (early.compareTo(Duration.ZERO) > 0) {
            timer("early " + round.roundId(), early, again);
            return null;
        }
        HashChain chain = world.vault.chain(ticket.chainId());
        if (!ticket.chainId().equals(chainInMemory) || chain == null) {
            timer("load " + round.roundId(), VAULT, () -> {
                chainInMemory = ticket.chainId();
                again.run();
            });
            return null;
        }
        return chain.seed(ticket.index());
    }

    // The loop

    private void onProceed() {
        Instant due = state.runByHouse() ? state.nextDueAt() : null;
        if (due == null || state.unsettled().size() > MAX_UNSETTLED || state.nextRound() > maxRounds) {
            return;
        }
        String needed = state.chainNeeded(0);
        if (needed != null) {
            timer("make", VAULT, () -> chainMade(needed));
            return;
        }
        chainInMemory = state.requireChain().chainId();
        Duration wait = Duration.between(now(), due);
        if (wait.compareTo(Duration.ZERO) > 0) {
            proceed(wait);
            return;
        }
        TableEvent.RoundScheduled next = state.schedule(now());
        persist(List.of(next), after -> after.unsettled(next.roundId()).ifPresent(live::start));
    }

    private void chainMade(String cause) {
        if (state.chainNeeded(0) == null) {
            return;
        }
        String chainId = world.vault.create();
        String commitment = world.vault.commitment(chainId);
        persist(
                List.of(new TableEvent.ChainCommitted(chainId, commitment, world.vault.length(), cause, 0, now())),
                after -> proceed(Duration.ZERO));
    }

    private void proceed(Duration in) {
        timer(PROCEED, in, this::onProceed);
    }
}

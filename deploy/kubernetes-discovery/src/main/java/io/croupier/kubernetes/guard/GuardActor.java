package io.croupier.kubernetes.guard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.kubernetes.api.ApiResult;
import io.croupier.kubernetes.api.ApiResult.Failed;
import io.croupier.kubernetes.api.ApiResult.Failure;
import io.croupier.kubernetes.api.ApiResult.Ok;
import io.croupier.kubernetes.api.Budget;
import io.croupier.kubernetes.api.KubernetesApi;
import io.croupier.kubernetes.api.Pod;
import io.croupier.kubernetes.api.PodWatch;
import io.croupier.kubernetes.guard.Watcher.Sight;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard at work: looks, decides, acts, one thing at a time; every so often, and when a pod changes. It keeps nothing that its
 * successor would miss. What operators want is done between two looks, in the order in which they asked.
 */
final class GuardActor {
    private static final Logger LOG = LoggerFactory.getLogger(GuardActor.class);
    private static final int MOST_WAITING = 16;
    private static final int MOST_TRIES = 5;

    sealed interface Command {}

    /** How does the roll-out stand? Answered from the last look. */
    record Status(ActorRef<RolloutStatus> replyTo) implements Command, ClusterMessage {}

    /** Do what an operator wants; answered when it is written down, or with why not. */
    record Alter(Change change, ActorRef<Altered> replyTo) implements Command, ClusterMessage {}

    /** Stops it: the other one takes over, or the node goes. */
    enum Stop implements Command, ClusterMessage {
        INSTANCE
    }

    private enum Due implements Command {
        INSTANCE
    }

    private enum PodsChanged implements Command {
        INSTANCE
    }

    private enum WatchEnded implements Command {
        INSTANCE
    }

    private record Looked(ApiResult<Sight> sight) implements Command {}

    private record Wrote(Rollout.Memory before, Facts facts, Decision decision, ApiResult<Budget> result)
            implements Command {}

    private record Deleted(Pod pod, ApiResult<JsonNode> result) implements Command {}

    private record Made(Alter asked, ApiResult<Standing> result) implements Command {}

    private final ActorContext<Command> context;
    private final KubernetesApi api;
    private final GuardSettings settings;
    private final Clock clock;
    private final Watcher watcher;
    private final Rollout rules;
    private final Deque<Alter> waiting = new ArrayDeque<>();
    private final List<ActorRef<Altered>> answers = new ArrayList<>();
    private final StatusBoard board;
    private final Consumer<Boolean> blindness;

    private Rollout.Memory memory = Rollout.Memory.NONE;
    private @Nullable PodWatch watch;
    private boolean busy;
    private boolean again;

    private GuardActor(
            ActorContext<Command> context,
            KubernetesApi api,
            ClusterView view,
            GuardSettings settings,
            Clock clock,
            Consumer<Boolean> blindness) {
        this.context = context;
        this.api = api;
        this.settings = settings;
        this.clock = clock;
        this.watcher = new Watcher(api, view, settings, clock);
        this.rules = new Rollout(settings.settle(), settings.serviceLevel().patience());
        this.blindness = blindness;
        this.board = new StatusBoard(AkkaClusterView.own(context.getSystem()));
    }

    /**
     * @param api its own, closed with it
     * @param blindness told whether it cannot see, each time that it has looked, and that it is not blind when it ends
     */
    static Behavior<Command> behavior(
            Supplier<KubernetesApi> api,
            ClusterView view,
            GuardSettings settings,
            Clock clock,
            Consumer<Boolean> blindness) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var guard = new GuardActor(context, api.get(), view, settings, clock, blindness);
            LOG.info("event=guard_started on={}", AkkaClusterView.own(context.getSystem()));
            timers.startTimerWithFixedDelay(Due.INSTANCE, settings.lookInterval());
            guard.next();
            return guard.receive();
        }));
    }

    private Behavior<Command> receive() {
        return Behaviors.receive(Command.class)
                .onMessage(Due.class, due -> next())
                .onMessage(PodsChanged.class, changed -> soon())
                .onMessage(WatchEnded.class, ended -> watchEnded())
                .onMessage(Looked.class, looked -> looked(looked.sight))
                .onMessage(Wrote.class, this::wrote)
                .onMessage(Deleted.class, this::deleted)
                .onMessage(Status.class, this::status)
                .onMessage(Alter.class, this::alter)
                .onMessage(Made.class, this::made)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, stopped -> closed())
                .onSignal(PreRestart.class, restarts -> closed())
                .build();
    }

    private Behavior<Command> closed() {
        PodWatch current = watch;
        if (current != null) {
            current.close();
        }
        api.close();
        blindness.accept(false);
        return Behaviors.same();
    }

    private Behavior<Command> status(Status asked) {
        asked.replyTo.tell(board.status());
        return Behaviors.same();
    }

    /** Begins the next piece of work, if none is under way. */
    private Behavior<Command> next() {
        if (busy) {
            return Behaviors.same();
        }
        busy = true;
        again = false;
        Alter asked = waiting.poll();
        if (asked != null) {
            context.pipeToSelf(
                    change(asked.change, MOST_TRIES), (result, failure) -> new Made(asked, orFailed(result, failure)));
        } else {
            context.pipeToSelf(watcher.look(), (sight, failure) -> new Looked(orFailed(sight, failure)));
        }
        return Behaviors.same();
    }

    /** At once, or after what is under way. */
    private Behavior<Command> soon() {
        again = true;
        return next();
    }

    private Behavior<Command> done() {
        busy = false;
        return again || !waiting.isEmpty() ? next() : Behaviors.same();
    }

    private static <T> ApiResult<T> orFailed(@Nullable ApiResult<T> result, @Nullable Throwable failure) {
        return result != null ? result : ApiResult.failed(Failure.UNAVAILABLE, String.valueOf(failure));
    }

    private Behavior<Command> looked(ApiResult<Sight> looked) {
        if (!(looked instanceof Ok<Sight> sight)) {
            return blind((Failed<Sight>) looked);
        }
        watch(sight.value().podsVersion());
        Facts facts = sight.value().facts();
        Rollout.Memory before = memory;
        Decision decision = rules.decide(before, facts);
        memory = decision.memory();
        Pod pod = decision.delete();
        if (decision.changes(facts)) {
            context.pipeToSelf(
                    write(sight.value().budget(), decision.open(), decision.standing()),
                    (result, failure) -> new Wrote(before, facts, decision, orFailed(result, failure)));
            return Behaviors.same();
        }
        told(facts, decision);
        if (pod == null) {
            return done();
        }
        LOG.info("event=guard_deletes pod={} uid={} revision={}", pod.name(), pod.uid(), pod.revision());
        context.pipeToSelf(
                api.deletePod(pod.name(), pod.uid()), (result, failure) -> new Deleted(pod, orFailed(result, failure)));
        return Behaviors.same();
    }

    /** Shows what holds now, and tells those whose change led to it. */
    private void told(Facts facts, Decision decision) {
        board.saw(facts, decision);
        blindness.accept(false);
        answer();
    }

    /** Does nothing until it sees again; and then waits as if it had only just begun. */
    private Behavior<Command> blind(Failed<?> failed) {
        memory = memory.forgotten();
        blindness.accept(true);
        if (board.blind(failed.message())) {
            LOG.error("event=guard_blind reason={} {}", failed.failure(), failed.message());
        }
        answer();
        again = false;
        return done();
    }

    private void answer() {
        answers.forEach(replyTo -> replyTo.tell(new Altered(board.status(), null)));
        answers.clear();
    }

    private CompletionStage<ApiResult<Budget>> write(Budget read, boolean open, Standing standing) {
        return api.setBudget(
                settings.budget(), open ? 1 : 0, Standing.ANNOTATION, standing.toJson(), read.resourceVersion());
    }

    private Behavior<Command> wrote(Wrote wrote) {
        Decision decision = wrote.decision;
        if (wrote.result instanceof Failed<Budget> failed) {
            // As if it had not looked: what it saw is still news next time.
            memory = wrote.before;
            // The budget's version changes with each pod that comes or goes: the next look reads the newer one.
            again = failed.failure() == Failure.CONFLICT;
            return again ? done() : blind(failed);
        }
        told(wrote.facts, decision);
        LOG.info(
                "event=guard_decided phase={} mode={} open={} chosen={} reason={}",
                decision.phase().code(),
                decision.standing().mode().code(),
                decision.open(),
                decision.standing().chosen(),
                decision.standing().reason());
        again = true;
        return done();
    }

    private Behavior<Command> deleted(Deleted deleted) {
        if (deleted.result instanceof Failed<JsonNode> failed) {
            LOG.warn(
                    "event=guard_delete_failed pod={} reason={} {}",
                    deleted.pod.name(),
                    failed.failure(),
                    failed.message());
        }
        // Whatever came of it, all gates are to be open anew for as long as it takes before another goes.
        memory = memory.forgotten();
        return done();
    }

    private void watch(String version) {
        if (watch != null) {
            return;
        }
        ActorRef<Command> self = context.getSelf();
        PodWatch begun = api.watch(settings.selector(), version, () -> self.tell(PodsChanged.INSTANCE));
        watch = begun;
        context.pipeToSelf(begun.end(), (end, failure) -> WatchEnded.INSTANCE);
    }

    /** The next look begins another; until then the timer alone says when to look. */
    private Behavior<Command> watchEnded() {
        watch = null;
        return Behaviors.same();
    }

    private Behavior<Command> alter(Alter asked) {
        if (waiting.size() >= MOST_WAITING) {
            asked.replyTo.tell(
                    new Altered(board.status(), "the guard has " + MOST_WAITING + " changes to make already"));
            return Behaviors.same();
        }
        waiting.add(asked);
        return soon();
    }

    /** Reads, changes and writes; where somebody else was in between, once more. */
    private CompletionStage<ApiResult<Standing>> change(Change change, int tries) {
        return api.budget(settings.budget())
                .thenCompose(read -> read.then(budget -> {
                    Standing before = watcher.standing(budget);
                    if (before.done().contains(change.transactionId())) {
                        return CompletableFuture.completedFuture(new Ok<>(before));
                    }
                    Standing after = before.changed(change, clock.instant());
                    boolean open = !budget.maxUnavailable().equals("0") && change.mode() != Mode.FROZEN;
                    return write(budget, open, after).thenApply(written -> written.map(done -> after));
                }))
                .thenCompose(result ->
                        result instanceof Failed<Standing> failed && failed.failure() == Failure.CONFLICT && tries > 1
                                ? change(change, tries - 1)
                                : CompletableFuture.completedFuture(result));
    }

    private Behavior<Command> made(Made made) {
        Change change = made.asked.change;
        if (made.result instanceof Ok<Standing> ok) {
            LOG.info(
                    "event=guard_told mode={} by={} transactionId={} reason={}",
                    change.mode().code(),
                    change.by(),
                    change.transactionId(),
                    change.reason());
            board.told(ok.value());
            // It is kept; what it leads to is told after the next look.
            answers.add(made.asked.replyTo);
        } else {
            Failed<Standing> failed = (Failed<Standing>) made.result;
            made.asked.replyTo.tell(new Altered(board.status(), failed.message()));
        }
        again = true;
        return done();
    }
}

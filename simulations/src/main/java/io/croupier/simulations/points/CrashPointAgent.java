package io.croupier.simulations.points;

import static net.bytebuddy.matcher.ElementMatchers.nameEndsWith;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A Java agent that is loaded into a running program and arms one crash point: {@code <point's name>#<n>}, to end the program
 * when the point is reached for the n-th time. Loaded again it arms another. With {@code watch#<file>} it only writes down
 * which points the program passes. The program itself knows nothing of it.
 */
public final class CrashPointAgent {
    /** In the place of a point's name. */
    public static final String WATCH = "watch";

    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private CrashPointAgent() {}

    /** Called by the Java runtime. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        int hash = arguments.lastIndexOf('#');
        String what = arguments.substring(0, hash);
        String how = arguments.substring(hash + 1);
        if (what.equals(WATCH)) {
            Trigger.watch(Path.of(how));
        } else {
            CrashPoint point = CrashPoints.named(what)
                    .orElseThrow(() -> new IllegalArgumentException("there is no crash point " + what));
            Trigger.arm(point, Integer.parseInt(how));
        }
        if (INSTALLED.compareAndSet(false, true)) {
            install(instrumentation);
        }
    }

    /** Classes are named without their packages, which may change. */
    private static void install(Instrumentation instrumentation) {
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .type(our(".BatchingJournalDao$Columns"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Commit.class).on(named("insert"))))
                .type(our(".WalletCalls"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Call.class).on(named("send"))))
                .type(our(".WalletEntity"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(WalletTells.class).on(named("answer"))))
                .type(our(".BookBehavior"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(BookTells.class).on(named("persisted"))))
                .type(our(".RoundBehavior"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(RoundTells.class).on(named("entered"))))
                .installOn(instrumentation);
    }

    private static ElementMatcher.Junction<TypeDescription> our(String end) {
        ElementMatcher.Junction<TypeDescription> ours = nameStartsWith("io.croupier.");
        return ours.and(nameEndsWith(end));
    }

    /** Copied around the journal's insert. */
    public static final class Commit {
        private Commit() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.FieldValue("persistenceId") String[] entities,
                @Advice.FieldValue("manifest") String[] manifests) {
            Trigger.commit(true, entities, manifests);
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("persistenceId") String[] entities,
                @Advice.FieldValue("manifest") String[] manifests) {
            Trigger.commit(false, entities, manifests);
        }
    }

    /** The kind of a book's call, which is not public. */
    public static String kind(Object call) {
        try {
            Object id = value(call, "id");
            return String.valueOf(value(id, "kind"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a book's call is no longer what the crash points know: " + e, e);
        }
    }

    private static Object value(Object of, String name) throws ReflectiveOperationException {
        try {
            Method method = of.getClass().getDeclaredMethod(name);
            method.setAccessible(true);
            return method.invoke(of);
        } catch (NoSuchMethodException noRecord) {
            var field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        }
    }

    /** Copied around a book's call of a wallet. */
    public static final class Call {
        private Call() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) Object call) {
            Trigger.call(true, CrashPointAgent.kind(call));
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Object call) {
            Trigger.call(false, CrashPointAgent.kind(call));
        }
    }

    /** Copied around a wallet's answers to what was stored. */
    public static final class WalletTells {
        private WalletTells() {}

        @Advice.OnMethodEnter
        static void enter() {
            Trigger.tell(true, "wallet");
        }

        @Advice.OnMethodExit
        static void exit() {
            Trigger.tell(false, "wallet");
        }
    }

    /** Copied around what follows from a book's stored batch. */
    public static final class BookTells {
        private BookTells() {}

        @Advice.OnMethodEnter
        static void enter() {
            Trigger.tell(true, "book");
        }

        @Advice.OnMethodExit
        static void exit() {
            Trigger.tell(false, "book");
        }
    }

    /** Copied around what follows from a round's stored stage. */
    public static final class RoundTells {
        private RoundTells() {}

        @Advice.OnMethodEnter
        static void enter() {
            Trigger.tell(true, "round");
        }

        @Advice.OnMethodExit
        static void exit() {
            Trigger.tell(false, "round");
        }
    }
}

package io.croupier.simulations.planted;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.croupier.wallet.domain.Transaction;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * A Java agent that breaks the program's money core from within, for a test of those who must notice: of the credits that
 * rounds pay, a third is answered and moves nothing, a third moves twice as much, and one in twelve waits for an hour: few bets
 * win within a short play, and each fault must be among them.
 * Which ones follows from their ids, so that whatever is asked twice goes wrong in the same way.
 */
public final class PlantedFaults {
    private static final int SORTS = 12;
    private static final int DELAYED = 8;

    private PlantedFaults() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        new AgentBuilder.Default()
                .type(named("io.croupier.wallet.domain.OpenWallet"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(OtherEffect.class).on(named("decide"))))
                .type(named("io.croupier.round.WalletCalls"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Late.class).on(named("start").and(takesArguments(3)))))
                .installOn(instrumentation);
    }

    private static int sort(Transaction transaction) {
        return transaction instanceof Transaction.Win win && win.id().startsWith("pay~")
                ? Math.floorMod(win.id().hashCode(), SORTS)
                : -1;
    }

    /** What the wallet decides instead. */
    public static Transaction changed(Transaction asked) {
        if (!(asked instanceof Transaction.Win win)) {
            return asked;
        }
        return switch (sort(asked)) {
            case 0, 1, 2, 3 -> with(win, 0);
            case 4, 5, 6, 7 -> with(win, 2 * win.amountMinor());
            default -> asked;
        };
    }

    private static Transaction with(Transaction.Win win, long amountMinor) {
        return new Transaction.Win(win.id(), win.betId(), amountMinor, win.currency(), win.trusted(), win.reference());
    }

    /** Whether a book's call was put off. */
    public static boolean delayed(Object calls, Object id, Transaction transaction, Instant now)
            throws ReflectiveOperationException {
        if (sort(transaction) != DELAYED) {
            return false;
        }
        for (Method method : calls.getClass().getDeclaredMethods()) {
            if (method.getName().equals("startLater")) {
                method.setAccessible(true);
                method.invoke(calls, id, transaction, now.plus(Duration.ofHours(1)));
                return true;
            }
        }
        throw new NoSuchMethodException("startLater");
    }

    /** Copied into {@code OpenWallet.decide}. */
    public static final class OtherEffect {
        private OtherEffect() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) Transaction transaction) {
            transaction = PlantedFaults.changed(transaction);
        }
    }

    /** Copied into {@code WalletCalls.start}. */
    public static final class Late {
        private Late() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.This Object calls,
                @Advice.Argument(0) Object id,
                @Advice.Argument(1) Transaction transaction,
                @Advice.Argument(2) Instant now)
                throws ReflectiveOperationException {
            return PlantedFaults.delayed(calls, id, transaction, now);
        }
    }
}

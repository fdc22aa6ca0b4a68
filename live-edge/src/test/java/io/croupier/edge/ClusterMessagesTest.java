package io.croupier.edge;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.actor.typed.ActorRef;
import io.croupier.round.PlayerNotice;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.WalletView;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A player's session and stream may be on different nodes: all that they say to each other survives the way. */
class ClusterMessagesTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create();
    private static final WalletView WALLET = new WalletView("ann", true, "EUR", 5, 4, 1, 0, 7);

    @AfterAll
    static void close() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void travelsBetweenNodes() {
        ActorRef<StreamMessage> session =
                TEST_KIT.<StreamMessage>createTestProbe().ref();
        SerializationTestKit kit = TEST_KIT.serializationTestKit();
        List<Object> messages = List.of(
                new PlayerStream.Attach(session, "e", 7),
                new PlayerStream.Attach(session, null, 0),
                new PlayerStream.Renew(session),
                new PlayerStream.Detach(session),
                new PlayerStream.FindBets(session, "t", "house~r~0"),
                new PlayerStream.FindBets(session, "t", null),
                new PlayerStream.WalletChanged(WALLET),
                new PlayerStream.Noticed(
                        new PlayerNotice.BetSettled("ann", "b", "t", "house~r", "won", 1, 10, 20L, 30L)),
                new PlayerStream.Noticed(new PlayerNotice.BetAccepted(
                        "ann", "b", "t", "house~r", 10, 20, 30, Instant.parse("2026-11-20T12:00:00.123Z"))),
                new PlayerStream.Stop(),
                new PlayerStream.Submit(
                        session,
                        List.of(
                                new PlayerStream.BetRequest(
                                        1,
                                        "house~r~0",
                                        "b",
                                        "t",
                                        "house~r",
                                        new Selection.Roulette("straight", List.of(17)),
                                        500,
                                        "EUR",
                                        "welcome"),
                                new PlayerStream.CashOutRequest(2, "house~r~0", "b", "t", "house~r"),
                                new PlayerStream.Refusal(3, false, "b", "t", "r", "unknown_table", null))),
                new StreamMessage.Attached("e", 7, true, List.of("{}"), WALLET),
                new StreamMessage.Attached("e", 7, false, List.of(), null),
                new StreamMessage.TooManySessions(),
                new StreamMessage.Renewed("e"),
                new StreamMessage.Delivered("{}", 3),
                new StreamMessage.BetsFound("t", "[]", null));
        messages.forEach(message -> kit.verifySerialization(message, true));
    }
}

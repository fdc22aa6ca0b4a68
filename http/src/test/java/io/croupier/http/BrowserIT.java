package io.croupier.http;

import static io.croupier.http.browser.BrowserPage.byTestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.croupier.http.browser.BrowserPage;
import io.croupier.http.browser.Chromium;
import io.croupier.http.node.CroupierNode;
import java.awt.Dimension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The page at {@code /}, played by a real browser against a real node: what a player sees, presses and is paid. The node is
 * this class's own, since one of the rules is that the page outlives it. Several players are at the tables at once: most of
 * a game's time is waiting.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(BrowserInstalled.class)
class BrowserIT {
    private static final long START_MINOR = 100_000;
    private static final Set<Integer> RED = Set.of(1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36);
    private static final List<Dimension> SCREENS = List.of(
            new Dimension(320, 640), new Dimension(390, 844), new Dimension(768, 1024), new Dimension(1280, 800));
    private static final int MOST_FLIGHTS = 12;
    private static final int MOST_ROUNDS = 5;
    /** Who holds it alone may stop the node. */
    private static final String NODE = "the node of this test";

    private static final String SHORT_ROUNDS = """
            croupier.round.house-tables = [
              { table-id = roulette-1, owner = house, game = roulette, currency = EUR, books = 2
                min-stake-minor = 10, max-stake-minor = 1000000, betting-window = 4s, pause = 2s }
              { table-id = crash-1, owner = house, game = crash, currency = EUR, books = 2
                min-stake-minor = 10, max-stake-minor = 1000000, betting-window = 3s, pause = 1s }
            ]
            """;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private Chromium chromium;
    private CroupierNode node;

    @BeforeAll
    void start(@TempDir Path data) throws IOException {
        chromium = Chromium.start(Chromium.installed().orElseThrow());
        node = CroupierNode.start(TestNode.settings(data, SHORT_ROUNDS));
    }

    @AfterAll
    void stop() {
        if (node != null) {
            node.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    @ResourceLock(value = NODE, mode = ResourceAccessMode.READ)
    void paysARouletteBetOnRed() throws Exception {
        try (BrowserPage page = seated("ann")) {
            String round = betOnRed(page);
            String row = betRow(0);
            page.await(row + ".dataset.state === 'won' || " + row + ".dataset.state === 'lost'");
            int number = result(page, "roulette-results", round);
            page.awaitText("roulette-phase", ".");

            long expected = START_MINOR - 500 + (RED.contains(number) ? 1_000 : 0);
            page.await(balanceIs(expected));
            assertThat(page.text("balance")).contains(String.format("%,.2f", expected / 100.0));
            assertThat(serverBalance(page)).isEqualTo(expected);
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    @ResourceLock(value = NODE, mode = ResourceAccessMode.READ)
    void paysACashOutAtTheMultiplierThatItNames() throws Exception {
        try (BrowserPage page = seated("bob")) {
            page.type("stake", "7.77");
            long expected = START_MINOR;
            String row = betRow(0);
            boolean cashedOut = false;
            // A flight may burst before anybody can press: then the stake is gone, and the next one is tried.
            for (int flight = 0; flight < MOST_FLIGHTS && !cashedOut; flight++) {
                int bets = page.evaluate(BETS + ".length").asInt();
                press(page, "crash-bet", bets + 1);
                if (decided(page, bets + 1).equals("rejected")) {
                    continue;
                }
                String over = "/won|lost|refunded|voided/.test(" + row + ".dataset.state)";
                page.await("!" + byTestId("cash-out") + ".disabled || " + over);
                page.evaluate(byTestId("cash-out") + ".click()");
                page.await(over);
                int multiplierX100 =
                        page.evaluate("Number(" + row + ".dataset.x100 || 0)").asInt();
                cashedOut = multiplierX100 > 0;
                // A busy machine may break a flight off: then the stake comes back.
                boolean back = page.evaluate("/refunded|voided/.test(" + row + ".dataset.state)")
                        .asBoolean();
                expected += back ? 0 : 777L * multiplierX100 / 100 - 777;
                page.await(balanceIs(expected));
            }
            assertThat(cashedOut)
                    .as("one cash-out in " + MOST_FLIGHTS + " flights")
                    .isTrue();
            assertThat(serverBalance(page)).isEqualTo(expected);
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    @ResourceLock(value = NODE, mode = ResourceAccessMode.READ)
    void showsTheCountdownRunAndTheCurveGrow() throws Exception {
        try (BrowserPage page = seated("cleo")) {
            page.evaluate(
                    """
                    (() => {
                      window.watched = { fewer: 0, more: 0, back: 0, pictures: new Set(), phase: '', shown: 0 };
                      setInterval(() => {
                        const w = window.watched;
                        const phase = %s.dataset.phase;
                        const shown = parseFloat(%s.textContent.replace(',', ''));
                        if (phase === w.phase && phase === 'betting' && shown < w.shown) w.fewer++;
                        if (phase === w.phase && phase === 'flying' && shown > w.shown) w.more++;
                        if (phase === w.phase && phase === 'flying' && shown < w.shown) w.back++;
                        if (phase === 'flying' && w.pictures.size < 9) w.pictures.add(%s.toDataURL());
                        w.phase = phase;
                        w.shown = shown;
                      }, 50);
                    })()
                    """.formatted(byTestId("flight"), byTestId("multiplier"), "document.getElementById('curve')"));

            page.await("window.watched.fewer >= 5 && window.watched.more >= 5 && window.watched.pictures.size >= 5");

            assertThat(page.evaluate("window.watched.back").asInt()).isZero();
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    @ResourceLock(value = NODE, mode = ResourceAccessMode.READ)
    void checksADrawInTheBrowser() throws Exception {
        try (BrowserPage page = seated("cat")) {
            betOnRed(page);
            String check = "document.querySelector('[data-testid=check]:not([hidden])')";
            page.await(check + " !== null");
            page.clickElement(check);
            String claims = "[...document.querySelectorAll('[data-testid=proof] [data-holds]')]";
            page.await(claims + ".length === 3");
            assertThat(page.evaluate(claims + ".map((claim) => claim.dataset.holds).join()")
                            .asText())
                    .isEqualTo("true,true,true");
        }
    }

    @Test
    @ResourceLock(NODE)
    void comesBackByItselfWhenTheServerDoes() throws Exception {
        try (BrowserPage page = seated("dan")) {
            page.evaluate("window.neverReloaded = true");
            long before = serverBalance(page);
            var settings = node.settings();
            node.close();
            page.await(byTestId("connection") + ".dataset.status !== 'live'");
            assertThat(page.evaluate(byTestId("place") + ".disabled").asBoolean())
                    .isTrue();

            node = CroupierNode.start(settings);
            page.await(byTestId("connection") + ".dataset.status === 'live'");
            betOnRed(page);
            page.await(balanceIs(before - 500) + " || " + betRow(0) + ".dataset.state === 'won'");
            assertThat(page.evaluate("window.neverReloaded === true").asBoolean())
                    .isTrue();
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    @ResourceLock(value = NODE, mode = ResourceAccessMode.READ)
    void knowsItsPlayerOnALaterVisit() throws Exception {
        try (BrowserPage page = seated("eve")) {
            String player = page.evaluate("JSON.parse(localStorage.getItem('croupier.player')).playerId")
                    .asText();
            page.evaluate("window.beforeReload = true, location.reload(), true");
            page.await("window.beforeReload === undefined && " + byTestId("connection") + ".dataset.status === 'live'");
            assertThat(page.evaluate("JSON.parse(localStorage.getItem('croupier.player')).playerId")
                            .asText())
                    .isEqualTo(player);
            page.await(balanceIs(START_MINOR));
        }
    }

    @Test
    @ResourceLock(value = NODE, mode = ResourceAccessMode.READ)
    void fitsEveryScreen() throws Exception {
        Path shots = Files.createDirectories(Path.of("target", "screenshots"));
        try (BrowserPage page = seated("fay")) {
            for (Dimension screen : SCREENS) {
                page.phone(screen.width, screen.height);
                for (String view : List.of("roulette", "crash", "bets")) {
                    page.evaluate(byTestId("tab-" + view) + ".click()");
                    assertThat(page.evaluate("document.documentElement.scrollWidth")
                                    .asInt())
                            .as("width of %s on %s", view, screen)
                            .isLessThanOrEqualTo(screen.width);
                    Files.write(shots.resolve(view + "-" + screen.width + ".png"), page.screenshot());
                }
            }
            assertThat(page.complaints()).isEmpty();
        }
    }

    private static final String BETS = "document.querySelectorAll('[data-bet]')";

    private static String betRow(int index) {
        return BETS + "[" + index + "]";
    }

    private static String balanceIs(long minor) {
        return byTestId("balance") + ".dataset.minor === '" + minor + "'";
    }

    /** A page on which the player has said a name and sees both tables live. */
    private BrowserPage seated(String name) {
        BrowserPage page = chromium.open(node.httpUri());
        page.desktop(1280, 1000);
        page.await(byTestId("door") + ".parentNode.hidden === false");
        page.type("name", name);
        page.click("enter");
        page.await(byTestId("connection") + ".dataset.status === 'live'");
        page.await(balanceIs(START_MINOR));
        page.awaitText("connection-rtt", "^\\d+ ms$");
        page.await("/bets|red|black|green/.test(" + byTestId("roulette-phase") + ".textContent)");
        page.await("/next flight|taking off|flying|burst/.test(" + byTestId("crash-phase") + ".textContent)");
        return page;
    }

    /** Lays five euros on red and waits for the acceptance; who presses too late is told so, and tries the next round. */
    private String betOnRed(BrowserPage page) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            int bets = page.evaluate(BETS + ".length").asInt();
            page.click("bet-red");
            press(page, "place", bets + 1);
            if (decided(page, bets + 1).equals("accepted")) {
                return page.evaluate(betRow(0) + ".dataset.round").asText();
            }
        }
        throw new AssertionError("too late in " + MOST_ROUNDS + " rounds");
    }

    /** Presses until there are so many bets: betting may close between the look at the button and the press. */
    private static void press(BrowserPage page, String testId, int bets) {
        for (int i = 0; i < MOST_ROUNDS; i++) {
            page.click(testId);
            if (page.comes(BETS + ".length === " + bets)) {
                return;
            }
        }
        throw new AssertionError("pressed " + testId + " " + MOST_ROUNDS + " times, and no bet came");
    }

    /** Whether the newest of so many bets is accepted, or rejected. */
    private static String decided(BrowserPage page, int bets) {
        String state = betRow(0) + ".dataset.state";
        page.await(BETS + ".length === " + bets + " && /accepted|rejected|won|lost/.test(" + state + ")");
        return page.evaluate(state + " === 'rejected' ? 'rejected' : 'accepted'")
                .asText();
    }

    private static int result(BrowserPage page, String strip, String round) {
        String entry = byTestId(strip) + ".querySelector('[data-round=\"" + round + "\"]')";
        page.await(entry + " !== null");
        return page.evaluate("Number(" + entry + ".textContent)").asInt();
    }

    private long serverBalance(BrowserPage page) throws IOException, InterruptedException {
        String token = page.evaluate("JSON.parse(localStorage.getItem('croupier.player')).token")
                .asText();
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.httpUri() + "/v1/me/wallet"))
                .header("Authorization", "Bearer " + token)
                .build();
        JsonNode wallet = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        return wallet.get("balanceMinor").asLong();
    }
}

package io.croupier.http.browser;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * One page in the browser. Elements are named by their {@code data-testid}; clicks and keys go through the browser's input,
 * so that what lies under something else, or is disabled, can't be clicked. Waiting looks at the page once per frame.
 */
public final class BrowserPage implements AutoCloseable {
    /** Longer than the longest flight of a crash game, which takes two and a half minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final DevTools tools;
    private final String session;
    private final String context;

    BrowserPage(DevTools tools, String session, String context) {
        this.tools = tools;
        this.session = session;
        this.context = context;
        call("Page.enable", DevTools.parameters());
        call("Runtime.enable", DevTools.parameters());
        call("Log.enable", DevTools.parameters());
    }

    void navigate(URI address) {
        call("Page.navigate", DevTools.parameters().put("url", address.toString()));
        await("document.readyState === 'complete'");
    }

    /** A window of a desktop. */
    public void desktop(int width, int height) {
        resize(width, height, false);
    }

    /** A screen of a phone, with touch's narrow viewport. */
    public void phone(int width, int height) {
        resize(width, height, true);
    }

    private void resize(int width, int height, boolean mobile) {
        call(
                "Emulation.setDeviceMetricsOverride",
                DevTools.parameters()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", mobile ? 2 : 1)
                        .put("mobile", mobile));
    }

    /** The value of a JavaScript expression, awaited where it is a promise. */
    public JsonNode evaluate(String expression) {
        JsonNode answer = call(
                "Runtime.evaluate",
                DevTools.parameters()
                        .put("expression", expression)
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Whether the condition holds, or comes to hold within a second. */
    public boolean comes(String condition) {
        return holds(look(condition));
    }

    /** Waits until the condition holds; {@link AssertionError} shows the page where it never does. */
    public void await(String condition) {
        String look = look(condition);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(look)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never came: " + condition + "\ncomplaints: " + complaints() + "\npage:\n"
                        + evaluate("document.body.innerText").asText());
            }
        }
    }

    private static String look(String condition) {
        return "new Promise((resolve) => { const end = Date.now() + " + LOOK.toMillis()
                + "; const look = () => { try { if (" + condition
                + ") return resolve(true); } catch { } if (Date.now() > end) return resolve(false);"
                + " setTimeout(look, 15); }; look(); })";
    }

    /** A page that is being left takes the question with it: the next one is asked of the page that comes. */
    private boolean holds(String look) {
        try {
            return evaluate(look).asBoolean();
        } catch (IllegalStateException e) {
            if (String.valueOf(e.getMessage()).matches("(?s).*(navigated or closed|context).*")) {
                return false;
            }
            throw e;
        }
    }

    /** A JavaScript expression for the element. */
    public static String byTestId(String testId) {
        return "document.querySelector('[data-testid=\"" + testId + "\"]')";
    }

    /** The element's text. */
    public String text(String testId) {
        return evaluate(byTestId(testId) + ".textContent").asText();
    }

    /** Waits until the element's text matches the regular expression. */
    public void awaitText(String testId, String regex) {
        await("new RegExp(\"" + escaped(regex) + "\").test(" + byTestId(testId) + ".textContent)");
    }

    /** Clicks in the middle of the element, once it can be clicked. */
    public void click(String testId) {
        clickElement(byTestId(testId));
    }

    /** Clicks in the middle of the element that the expression gives, once it is there and nothing lies over it. */
    public void clickElement(String element) {
        await("!" + element + ".disabled");
        evaluate(element + ".scrollIntoView({block: 'center', behavior: 'instant'})");
        await(
                "(() => { const e = " + element + "; const r = e.getBoundingClientRect(); const hit ="
                        + " document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);"
                        + " return e === hit || e.contains(hit) || e.parentElement.contains(hit) && e.tagName === 'INPUT'; })()");
        JsonNode middle = evaluate("(() => { const r = " + element
                + ".getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    DevTools.parameters()
                            .put("type", type)
                            .put("x", middle.get(0).asDouble())
                            .put("y", middle.get(1).asDouble())
                            .put("button", "left")
                            .put("clickCount", 1));
        }
    }

    /** Replaces what stands in an input. */
    public void type(String testId, String text) {
        evaluate(byTestId(testId) + ".focus(), " + byTestId(testId) + ".select()");
        call("Input.insertText", DevTools.parameters().put("text", text));
    }

    /** The page as it is seen now, as PNG. */
    public byte[] screenshot() {
        JsonNode shot = call("Page.captureScreenshot", DevTools.parameters().put("format", "png"));
        return Base64.getDecoder().decode(shot.get("data").asText());
    }

    /** What its scripts threw and what the page's security policy refused. */
    public List<String> complaints() {
        return tools.complaints(session);
    }

    @Override
    public void close() {
        tools.call(null, "Target.disposeBrowserContext", DevTools.parameters().put("browserContextId", context));
    }

    private JsonNode call(String method, ObjectNode parameters) {
        return tools.call(session, method, parameters);
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}

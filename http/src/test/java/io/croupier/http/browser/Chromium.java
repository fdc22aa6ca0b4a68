package io.croupier.http.browser;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with an empty profile of its own; {@link #open} gives pages that share nothing with each other. */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final String ANNOUNCEMENT = "DevTools listening on ";
    private static final long EXIT_SECONDS = 10;

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Chromium(Process process, Path profile, DevTools tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    /** The browser that {@code CHROME_BIN} names, or the first on the {@code PATH}; empty where there is none. */
    public static Optional<Path> installed() {
        Stream<Path> named = Stream.ofNullable(System.getenv("CHROME_BIN")).map(Path::of);
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }

    /** Starts it and waits until it takes commands. */
    public static Chromium start(Path binary) throws IOException {
        Path profile = Files.createTempDirectory("croupier-browser-");
        Process process = new ProcessBuilder(
                        binary.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        // It says on its standard error where it listens; the rest of that must be read too, or it stalls.
        BufferedReader said = process.errorReader();
        URI address = null;
        for (String line = said.readLine(); line != null && address == null; line = said.readLine()) {
            if (line.startsWith(ANNOUNCEMENT)) {
                address = URI.create(line.substring(ANNOUNCEMENT.length()));
                break;
            }
        }
        if (address == null) {
            throw new IOException(binary + " ended without saying where it listens, exit code " + exitOf(process));
        }
        Thread drain = new Thread(() -> said.lines().forEach(line -> {}), "chromium-stderr");
        drain.setDaemon(true);
        drain.start();
        return new Chromium(process, profile, new DevTools(HttpClient.newHttpClient(), address));
    }

    private static int exitOf(Process process) {
        try {
            return process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** A page with its own empty storage, as a stranger would have it. */
    public BrowserPage open(URI address) {
        String context = tools.call(null, "Target.createBrowserContext", DevTools.parameters())
                .get("browserContextId")
                .asText();
        String target = tools.call(
                        null,
                        "Target.createTarget",
                        DevTools.parameters()
                                .put("url", "about:blank")
                                .put("browserContextId", context)
                                // a window of its own: a browser does not draw the tabs that lie behind another
                                .put("newWindow", true))
                .get("targetId")
                .asText();
        String session = tools.call(
                        null,
                        "Target.attachToTarget",
                        DevTools.parameters().put("targetId", target).put("flatten", true))
                .get("sessionId")
                .asText();
        BrowserPage page = new BrowserPage(tools, session, context);
        page.navigate(address);
        return page;
    }

    @Override
    public void close() {
        tools.call(null, "Browser.close", DevTools.parameters());
        exitOf(process);
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException stillWriting) {
            // A helper of the browser may still be writing when the browser has ended.
            profile.toFile().deleteOnExit();
        }
    }
}

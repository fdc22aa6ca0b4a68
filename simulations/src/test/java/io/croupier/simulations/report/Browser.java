package io.croupier.simulations.report;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A headless Chromium that opens one page, prints what has become of it, and ends. */
record Browser(Path binary) {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final String SKIPPED =
            "BROWSER TEST SKIPPED: no Chromium on the PATH and none in CHROME_BIN; the report's page was not tested";
    private static final long LIMIT_SECONDS = 120;

    /**
     * The browser that {@code CHROME_BIN} names, or the first on the {@code PATH}. Where there is none, the test is
     * skipped, in words that {@code .ci/run} looks for: they go to the standard error of the process itself, as
     * {@link System#err} ends in a report that nobody reads.
     */
    static Browser installedOrSkip() {
        Stream<Path> named = Stream.ofNullable(System.getenv("CHROME_BIN")).map(Path::of);
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(named, onPath)
                .filter(Files::isExecutable)
                .findFirst()
                .map(Browser::new)
                .orElseGet(Browser::skip);
    }

    private static Browser skip() {
        var console = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        console.println(SKIPPED);
        return Assumptions.abort(SKIPPED);
    }

    /** The document after its scripts ran, as HTML. */
    String dumpDom(Path page) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("croupier-browser-");
        Path dump = profile.resolve("dump.html");
        Process process = new ProcessBuilder(
                        binary.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--window-size=1280,1600",
                        "--user-data-dir=" + profile,
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(dump.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(binary + " has not ended after " + LIMIT_SECONDS + " s with " + page);
            }
            return Files.readString(dump);
        } finally {
            process.destroyForcibly();
            delete(profile);
        }
    }

    /** As far as it goes: a helper of the browser may still be writing when the browser has ended. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}

package io.croupier.http.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote down about itself: the program's version and that of the PostgreSQL it carries. */
public record BuildInfo(String version, String postgres) {
    /** Of this build. */
    public static BuildInfo current() {
        Properties properties = new Properties();
        try (InputStream file = BuildInfo.class.getResourceAsStream("/croupier-build.properties")) {
            properties.load(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new BuildInfo(properties.getProperty("version", "unknown"), properties.getProperty("postgres", "0.0"));
    }
}

package org.wearablecoach.loop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Which version of the code this is. The same in every jar that holds it. */
public final class Build {

    private static final String VERSION = read();

    private Build() {}

    /** The version, as the build wrote it. */
    public static String version() {
        return VERSION;
    }

    private static String read() {
        try (@Nullable InputStream in = Build.class.getResourceAsStream("build.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource build.properties", e);
        }
    }
}

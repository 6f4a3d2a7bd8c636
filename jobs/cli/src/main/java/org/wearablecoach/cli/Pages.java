package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.HtmlReport;
import org.wearablecoach.cli.report.Report;

/** Writes the page that a command was asked for with {@code --html}. */
final class Pages {

    private Pages() {}

    /**
     * Writes it, where one is wanted, and says where.
     *
     * @param html null when none is wanted
     * @param inputs files of the call that the page must not replace
     */
    static void write(
            @Nullable Path html,
            Report report,
            List<Figure> figures,
            Console console,
            List<Path> inputs) {
        if (html == null) {
            return;
        }
        for (Path input : inputs) {
            if (Files.exists(html) && isSame(input, html)) {
                throw new InputException(
                        "--html " + html + " is the recording itself: name another file.");
            }
        }
        try {
            HtmlReport.write(html, report, figures);
        } catch (IOException e) {
            throw new InputException(
                    "--html "
                            + html
                            + " cannot be written: name a file in a folder that is"
                            + " there.",
                    e);
        }
        console.progress("Page: " + html);
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }
}

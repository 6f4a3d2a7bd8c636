package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.timeline.TimelinePage;
import org.wearablecoach.files.Recording;
import org.wearablecoach.job.config.CoachConfig;
import picocli.CommandLine.Option;

/** The options of the page that edge and replay write. */
final class PageOptions {

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write a page, too: for each person signals, activity, decisions and rewards"
                            + " over one time axis. One file that needs no network; an existing"
                            + " file is replaced. Where there is acceleration, it is made from"
                            + " window-scores.jsonl, which is then written too.")
    private @Nullable Path html;

    @Option(
            names = "--person",
            paramLabel = "NAME",
            description =
                    "Show this person on the page; several times for several. Default: all, at"
                            + " most "
                            + TimelinePage.MOST_PERSONS
                            + ".")
    private List<String> persons = new ArrayList<>();

    /**
     * Checks what can be checked before a run, so that none is wasted.
     *
     * @param recording that will be run
     * @param input where it comes from
     * @return the page to be written; null when none is wanted
     */
    @Nullable TimelinePage checked(Recording recording, Path input) {
        if (html == null) {
            if (!persons.isEmpty()) {
                throw new InputException(
                        "--person chooses who is on the page: name the page with --html FILE.");
            }
            return null;
        }
        Path folder = html.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(html)) {
            throw new InputException(
                    "--html "
                            + html
                            + " cannot be written: name a file in a folder that is there.");
        }
        try {
            if (Files.exists(html) && Files.isSameFile(html, input)) {
                throw new InputException(
                        "--html " + html + " is the recording itself: name another file.");
            }
        } catch (IOException e) {
            throw new InputException("--html " + html + " cannot be looked at.", e);
        }
        return TimelinePage.of(recording, persons);
    }

    /**
     * The configuration of the run: a page of acceleration shows what the model saw, so the scored
     * windows are written too.
     */
    static CoachConfig config(@Nullable TimelinePage page, CoachConfig config) {
        return page != null && page.needsWindows() ? LocalConfig.withWindowScores(config) : config;
    }

    /** Writes the page of a run, where one is wanted. */
    void write(
            @Nullable TimelinePage page, Recording recording, Path input, Path out, Console console)
            throws IOException {
        if (page == null || html == null) {
            return;
        }
        Path name = input.toAbsolutePath().normalize().getFileName();
        try {
            page.write(html, recording, out, name == null ? "a recording" : name.toString());
        } catch (IOException e) {
            throw new InputException("--html " + html + " cannot be written: check the disk.", e);
        }
        console.progress("Page: " + html);
    }
}

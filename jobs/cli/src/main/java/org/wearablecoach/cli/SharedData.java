package org.wearablecoach.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where tables lie that the project uses and does not ship. */
final class SharedData {

    private SharedData() {}

    /**
     * A table.
     *
     * @param option by which the person names it
     * @param given file or folder; null to look at the usual places: the system property {@code
     *     coach.data}, and {@code ../shared/data} beside the project or the current folder
     * @param name of the table within the folder
     * @throws InputException when it is nowhere
     */
    static Path file(String option, @Nullable Path given, String name) {
        List<Path> folders = new ArrayList<>();
        if (given != null) {
            if (Files.isRegularFile(given)) {
                return given;
            }
            folders.add(given);
        } else {
            String property = System.getProperty("coach.data");
            if (property != null) {
                folders.add(Path.of(property));
            }
            String home = System.getProperty("coach.home");
            if (home != null) {
                folders.add(Path.of(home).resolve("../shared/data"));
            }
            folders.add(Path.of("../shared/data"));
        }
        for (Path folder : folders) {
            Path file = folder.resolve(name).normalize();
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new InputException(
                (given == null ? option : option + " " + given)
                        + ": there is no "
                        + name
                        + (given == null ? " in " + folders.get(folders.size() - 1) : "")
                        + "; it is not shipped, name the file or the folder that holds it.");
    }
}

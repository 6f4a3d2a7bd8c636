package org.wearablecoach.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import picocli.CommandLine.Command;

/** {@code coach models list}: the models that come with the coach. */
@Command(
        name = "list",
        description = "The models that come with the coach: name, version, SHA-256, what each is.")
final class ModelsListCommand extends CoachCommand {

    /** Digits of a digest that tell models apart for a person. */
    private static final int PREFIX = 12;

    ModelsListCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> names = NamedModel.shipped();
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            ModelManifest manifest = ModelBundle.shipped(name).manifest();
            String about = NamedModel.about(name, manifest.card());
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", manifest.name());
            row.put("version", manifest.version());
            row.put("sha256", manifest.sha256());
            row.put("about", about);
            rows.add(row);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-" + longest + "s  %s  %s  %s%n",
                            manifest.name(),
                            manifest.version(),
                            manifest.sha256().substring(0, PREFIX),
                            about));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("models", rows);
        return new Summary(values, text.toString().stripTrailing(), false);
    }
}

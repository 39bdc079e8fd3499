using System.Globalization;
using System.Text.Json.Nodes;
using Shaken.Web.Shared.Hosting;
using Spectre.Console;

namespace Shaken.Demo;

/// <summary>Tells each step as it happens: what was done, what it proved, how long it took.</summary>
internal sealed class Narrator(TextWriter output, bool quiet, bool isTerminal)
{
    private readonly List<Step> _steps = [];

    /// <summary>Whether every step ended as it should.</summary>
    public bool IsAsExpected => _steps.TrueForAll(step => step.IsAsExpected);

    /// <summary>A heading over the steps that follow.</summary>
    public void Chapter(string title)
    {
        if (quiet) return;
        output.WriteLine();
        if (isTerminal) AnsiConsole.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        else output.WriteLine(title);
    }

    /// <summary>Does a step and tells of it.</summary>
    /// <param name="does">Gives what the step showed, and whether that is what it should.</param>
    public async Task StepAsync(string title, Func<Task<(bool IsAsExpected, string Proved)>> does)
    {
        var start = HostDependencies.Real.Time.GetTimestamp();
        var (isAsExpected, proved) = await does();
        var step = new Step(title, proved, HostDependencies.Real.Time.GetElapsedTime(start).TotalMilliseconds, isAsExpected);
        _steps.Add(step);
        if (!quiet) Tell(step);
    }

    public void Close()
    {
        var line = IsAsExpected ? $"All {_steps.Count} steps ended as they should." : $"{_steps.Count(step => !step.IsAsExpected)} of {_steps.Count} steps did not end as they should.";
        output.WriteLine();
        output.WriteLine(line);
    }

    public JsonArray ToJson() => new([.. _steps.Select(step => (JsonNode)new JsonObject
    {
        ["step"] = step.Title,
        ["proved"] = step.Proved,
        ["milliseconds"] = Math.Round(step.Milliseconds, 2),
        ["asExpected"] = step.IsAsExpected,
    })]);

    private void Tell(Step step)
    {
        var number = _steps.Count.ToString(CultureInfo.InvariantCulture).PadLeft(2);
        var time = $"{step.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms";
        if (isTerminal)
        {
            var mark = step.IsAsExpected ? "[green]✓[/]" : "[red]✗[/]";
            AnsiConsole.MarkupLine($"{mark} {number}  {Markup.Escape(step.Title)} [grey]({time})[/]");
            AnsiConsole.MarkupLine($"        [grey]{Markup.Escape(step.Proved)}[/]");
        }
        else
        {
            output.WriteLine($"{(step.IsAsExpected ? "ok  " : "FAIL")} {number}  {step.Title} ({time})");
            output.WriteLine($"          {step.Proved}");
        }
    }

    private sealed record Step(string Title, string Proved, double Milliseconds, bool IsAsExpected);
}

using System.Buffers;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Stir;

/// <summary>What stands before <c>/stir/v1</c> in the service's paths: clients such as Oracle's SBC have a base of their own.</summary>
internal static class StirPrefix
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/");

    /// <summary>The prefix without slashes around it; empty where none is set.</summary>
    public static string Read(SettingsReader reader, Setting setting)
    {
        if (reader.Text(setting) is not { } text) return "";
        var prefix = text.Trim('/');
        if (prefix.Length is 0 or > MaxLength || prefix.AsSpan().ContainsAnyExcept(Alphabet)
            || prefix.Split('/').Any(segment => segment is "" or "." or ".."))
            reader.Refuse(setting, $"\"{text}\" must be path segments of A-Z a-z 0-9 - _ . ~, as StirShakenWeb/resources/v1");

        // Its function.json files are written when the package is published, before there are settings.
        if (reader.Get<ListenSettings>().Host == ProgramHost.CustomHandler)
            reader.Refuse(
                setting,
                "a custom handler has fixed routes: deploy the isolated package, or let the front door rewrite the path");
        return prefix;
    }
}

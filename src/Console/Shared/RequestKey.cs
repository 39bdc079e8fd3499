namespace Shaken.OperatorConsole.Shared;

/// <summary>The key of a change: sent again under it, the change is made once.</summary>
internal static class RequestKey
{
#pragma warning disable RS0030 // The program is the browser's: it has no IRandom, and the key only has to differ from others.
    public static string New() => Guid.NewGuid().ToString();
#pragma warning restore RS0030
}

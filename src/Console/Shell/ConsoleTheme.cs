using MudBlazor;

namespace Shaken.OperatorConsole.Shell;

/// <summary>Colours with the contrast that WCAG 2 asks of text (AA), in light and dark.</summary>
internal static class ConsoleTheme
{
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#14532d",
            Secondary = "#1e3a8a",
            AppbarBackground = "#14532d",
            AppbarText = "#ffffff",
            Error = "#b91c1c",
            Warning = "#92400e",
            Success = "#166534",
            Info = "#1e40af",
            TextSecondary = "#444444",
            TextDisabled = "#5c5c5c",
            ActionDefault = "#444444",
            DrawerIcon = "#333333",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#86efac",
            PrimaryContrastText = "#0b1f12",
            Secondary = "#93c5fd",
            SecondaryContrastText = "#0b1220",
            Background = "#14161a",
            Surface = "#1c1f25",
            DrawerBackground = "#181b20",
            AppbarBackground = "#10301c",
            AppbarText = "#ffffff",
            Error = "#fca5a5",
            ErrorContrastText = "#2b0b0b",
            Warning = "#fcd34d",
            WarningContrastText = "#241a02",
            Success = "#86efac",
            SuccessContrastText = "#0b1f12",
            Info = "#93c5fd",
            InfoContrastText = "#0b1220",
            TextPrimary = "#f1f1f1",
            TextSecondary = "#d0d0d0",
            TextDisabled = "#a8a8a8",
            ActionDefault = "#d0d0d0",
            DrawerText = "#e5e5e5",
            DrawerIcon = "#e5e5e5",
        },
    };

    /// <summary>The one console of the page.</summary>
    public static App? App { get; set; }
}

namespace Shaken.Core.Trust.Sources;

/// <summary>How long fetched certificates are kept.</summary>
/// <param name="Floor">At least this long, whatever the server says: half of the field says nothing, and some say zero.</param>
/// <param name="Ceiling">At most this long.</param>
/// <param name="StaleIfError">For so much longer, while a newer copy cannot be had.</param>
public sealed record CertificateFreshness(TimeSpan Floor, TimeSpan Ceiling, TimeSpan StaleIfError)
{
    public static readonly CertificateFreshness Default = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(24), TimeSpan.FromHours(6));

    /// <summary>For TNAuthLists by reference: they change when a number is ported or lent to another.</summary>
    public static readonly CertificateFreshness OfLists = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromHours(6));
}

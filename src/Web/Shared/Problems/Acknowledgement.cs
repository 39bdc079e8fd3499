namespace Shaken.Web.Shared.Problems;

/// <summary>The body of a success: what was done. Clients of ATIS-1000105 read it, and others get the same.</summary>
/// <param name="Status">The HTTP status.</param>
public sealed record Acknowledgement(int Status, string Message);

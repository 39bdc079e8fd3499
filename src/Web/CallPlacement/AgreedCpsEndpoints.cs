using Shaken.Core.CallPlacement.Bearers;

namespace Shaken.Web.CallPlacement;

/// <summary>The CPS of ATIS-1000105, on which two providers agree: <c>/passports/{SPC}/{dest}/{orig}</c> with bearer tokens, both ways.</summary>
internal static class AgreedCpsEndpoints
{
    public static Task PublishAsync(HttpContext context) => BearerEndpoints.PublishAsync(context, BearerForm.Agreed, "spc", BearerEndpoints.CreatedAsync);

    public static Task RetrieveAsync(HttpContext context) => BearerEndpoints.RetrieveAsync(context, BearerForm.Agreed, "spc", CpsAnswers.HandOutAsync);
}

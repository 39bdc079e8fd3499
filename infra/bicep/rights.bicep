// Everything that the identity of one app may do. docs/azure-rights.md has the same as a table, with the reasons; a test compares the two.
targetScope = 'subscription'

import { zoneType } from 'types.bicep'

param principalId string
param zone zoneType
param deploymentName string
param zoneGroupName string
param storeGroupName string
param sharedGroupName string
param vaultName string
param hostAccountName string
param blobAccountName string
param tableAccountName string
param monitoringName string

module onZone 'rightsOnZone.bicep' = {
  name: 'zone-rights-${deploymentName}'
  scope: resourceGroup(zoneGroupName)
  params: {
    principalId: principalId
    zone: zone
    vaultName: vaultName
    hostAccountName: hostAccountName
  }
}

module onStore 'rightsOnStore.bicep' = {
  name: 'store-rights-${deploymentName}'
  scope: resourceGroup(storeGroupName)
  params: {
    principalId: principalId
    zone: zone
    blobAccountName: blobAccountName
    tableAccountName: tableAccountName
  }
}

module onMonitoring 'rightsOnMonitoring.bicep' = {
  name: 'monitoring-rights-${deploymentName}'
  scope: resourceGroup(sharedGroupName)
  params: {
    principalId: principalId
    monitoringName: monitoringName
  }
}
